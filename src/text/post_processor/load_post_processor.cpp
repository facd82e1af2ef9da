#include "text/post_processor/load_post_processor.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <tango/error.h>

namespace tango::text {
namespace {

[[noreturn]] void throw_malformed(std::string_view where, const std::string& what) {
  throw Error(ErrorCode::kInvalidModel, std::string(where) + ": post-processor " + what);
}

std::int32_t to_id(const base::Json& json, std::string_view where) {
  const bool fits = json.is_number_unsigned() &&
                    json.get<std::uint64_t>() < std::numeric_limits<std::int32_t>::max();
  if (!fits) throw_malformed(where, "with an id that is not a whole number from 0 to 2^31 - 2");
  return json.get<std::int32_t>();
}

/// `["[SEP]", 102]`.
SpecialToken read_token(const base::Json& json, const char* key, std::string_view where) {
  const base::Json pair = json.value(key, base::Json());
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string()) {
    throw_malformed(where, std::string("should have \"") + key + "\": [token, id]");
  }
  return {pair[0].get<std::string>(), to_id(pair[1], where)};
}

TemplatePiece special(std::int32_t id, std::int32_t type_id) {
  return {TemplatePiece::kSpecial, type_id, {id}};
}

TemplatePiece sequence(int number, std::int32_t type_id) { return {number, type_id, {}}; }

std::vector<std::int32_t> special_ids(const base::Json& tokens, const std::string& name,
                                      std::string_view where) {
  const auto found = tokens.is_object() ? tokens.find(name) : tokens.end();
  if (found == tokens.end() || !found->is_object()) {
    throw_malformed(where, "TemplateProcessing names \"" + name +
                               "\", which is not among its \"special_tokens\"");
  }
  std::vector<std::int32_t> ids;
  const base::Json list = found->value("ids", base::Json());
  if (!list.is_array()) throw_malformed(where, "TemplateProcessing: \"" + name + "\" without ids");
  for (const base::Json& id : list) ids.push_back(to_id(id, where));
  return ids;
}

TemplatePiece read_piece(const base::Json& json, const base::Json& tokens, std::string_view where) {
  if (!json.is_object() || json.size() != 1) {
    throw_malformed(where, "TemplateProcessing with a piece that is no Sequence or SpecialToken");
  }
  const std::string kind = json.begin().key();
  const base::Json& body = json.begin().value();
  const auto name = base::require_field<std::string>(body, "id", where);
  const std::int32_t type_id = to_id(body.value("type_id", base::Json()), where);
  if (kind == "SpecialToken") {
    return {TemplatePiece::kSpecial, type_id, special_ids(tokens, name, where)};
  }
  if (kind != "Sequence" || (name != "A" && name != "B")) {
    throw_malformed(where, "TemplateProcessing with the piece \"" + kind + "\" \"" + name + "\"");
  }
  return sequence(name == "A" ? 0 : 1, type_id);
}

Template read_template(const base::Json& json, const char* key, std::string_view where) {
  const base::Json tokens = json.value("special_tokens", base::Json());
  const base::Json list = json.value(key, base::Json());
  if (!list.is_array()) {
    throw_malformed(where, std::string("TemplateProcessing without a list \"") + key + "\"");
  }
  Template pieces;
  for (const base::Json& piece : list) pieces.push_back(read_piece(piece, tokens, where));
  return pieces;
}

std::size_t uses(const Template& pieces, int sequence) {
  return static_cast<std::size_t>(
      std::count_if(pieces.begin(), pieces.end(),
                    [sequence](const TemplatePiece& piece) { return piece.sequence == sequence; }));
}

/// What one entry of a Sequence, or the whole post-processor, specifies.
struct Parts {
  std::optional<Template> single;
  Template pair;
  std::vector<bool> trims;
};

void read(const base::Json& json, std::string_view where, Parts& parts);

void read_sequence(const base::Json& json, std::string_view where, Parts& parts) {
  const base::Json list = json.value("processors", base::Json());
  if (!list.is_array()) throw_malformed(where, "Sequence without a list \"processors\"");
  for (const base::Json& part : list) read(part, where, parts);
}

void set_templates(Template single, Template pair, std::string_view where, Parts& parts) {
  if (parts.single) {
    throw Error(ErrorCode::kUnsupported,
                std::string(where) + ": post-processor Sequence with two that add special tokens");
  }
  parts.single = std::move(single);
  parts.pair = std::move(pair);
}

Template bert_single(const SpecialToken& cls, const SpecialToken& sep) {
  return {special(cls.id, 0), sequence(0, 0), special(sep.id, 0)};
}

Template bert_pair(const SpecialToken& cls, const SpecialToken& sep) {
  return {special(cls.id, 0), sequence(0, 0), special(sep.id, 0), sequence(1, 1),
          special(sep.id, 1)};
}

Template roberta_pair(const SpecialToken& cls, const SpecialToken& sep) {
  return {special(cls.id, 0), sequence(0, 0), special(sep.id, 0),
          special(sep.id, 0), sequence(1, 0), special(sep.id, 0)};
}

void read_template_processing(const base::Json& json, std::string_view where, Parts& parts) {
  Template single = read_template(json, "single", where);
  Template pair = read_template(json, "pair", where);
  if (uses(single, 0) != 1 || uses(single, 1) != 0) {
    throw_malformed(where, "TemplateProcessing: \"single\" should use sequence A once and B never");
  }
  if (uses(pair, 0) != 1 || uses(pair, 1) != 1) {
    throw_malformed(where, "TemplateProcessing: \"pair\" should use sequences A and B once each");
  }
  set_templates(std::move(single), std::move(pair), where, parts);
}

void read(const base::Json& json, std::string_view where, Parts& parts) {
  const auto type = base::require_field<std::string>(json, "type", where);
  if (type == "BertProcessing") {
    const SpecialToken cls = read_token(json, "cls", where);
    const SpecialToken sep = read_token(json, "sep", where);
    set_templates(bert_single(cls, sep), bert_pair(cls, sep), where, parts);
  } else if (type == "RobertaProcessing") {
    const SpecialToken cls = read_token(json, "cls", where);
    const SpecialToken sep = read_token(json, "sep", where);
    if (base::field_or<bool>(json, "trim_offsets", where, true)) {
      parts.trims.push_back(base::field_or<bool>(json, "add_prefix_space", where, true));
    }
    set_templates(bert_single(cls, sep), roberta_pair(cls, sep), where, parts);
  } else if (type == "TemplateProcessing") {
    read_template_processing(json, where, parts);
  } else if (type == "ByteLevel") {
    if (base::field_or<bool>(json, "trim_offsets", where, true)) {
      parts.trims.push_back(base::field_or<bool>(json, "add_prefix_space", where, true));
    }
  } else if (type == "Sequence") {
    read_sequence(json, where, parts);
  } else {
    throw Error(ErrorCode::kUnsupported, std::string(where) + ": post-processor \"" + type + "\"");
  }
}

Template plain_single() { return {sequence(0, 0)}; }
Template plain_pair() { return {sequence(0, 0), sequence(1, 1)}; }

}  // namespace

PostProcessor make_bert_processing(const SpecialToken& cls, const SpecialToken& sep) {
  return {bert_single(cls, sep), bert_pair(cls, sep), {}};
}

PostProcessor make_roberta_processing(const SpecialToken& cls, const SpecialToken& sep,
                                      bool trim_offsets, bool add_prefix_space) {
  std::vector<bool> trims;
  if (trim_offsets) trims.push_back(add_prefix_space);
  return {bert_single(cls, sep), roberta_pair(cls, sep), std::move(trims)};
}

PostProcessor make_no_processing() { return {plain_single(), plain_pair(), {}}; }

PostProcessor make_separated_pairs(std::int32_t separator) {
  Template pair = plain_pair();
  pair.insert(pair.begin() + 1,
              TemplatePiece{.sequence = TemplatePiece::kSpecial, .type_id = 0, .ids = {separator}});
  return {plain_single(), std::move(pair), {}};
}

PostProcessor load_post_processor(const base::Json& json, std::string_view where) {
  if (json.is_null()) return make_no_processing();
  Parts parts;
  read(json, where, parts);
  if (!parts.single) set_templates(plain_single(), plain_pair(), where, parts);
  return {std::move(*parts.single), std::move(parts.pair), std::move(parts.trims)};
}

}  // namespace tango::text
