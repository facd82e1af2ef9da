#include <algorithm>
#include <unordered_map>

#include <tango/error.h>

#include "text/decoder/load_decoder.h"
#include "text/load/loaders.h"
#include "text/normalizer/load_normalizer.h"
#include "text/post_processor/load_post_processor.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"
#include "text/subword/load_model.h"

namespace tango::text {
namespace {

AddedToken read_added_token(const base::Json& json, std::string_view where) {
  AddedToken token;
  token.content = base::require_field<std::string>(json, "content", where);
  token.single_word = base::field_or<bool>(json, "single_word", where, false);
  token.lstrip = base::field_or<bool>(json, "lstrip", where, false);
  token.rstrip = base::field_or<bool>(json, "rstrip", where, false);
  token.special = base::field_or<bool>(json, "special", where, false);
  token.normalized = base::field_or<bool>(json, "normalized", where, !token.special);
  return token;
}

/// An added token has the id of the vocabulary's token of that name, or the next free one; the
/// file's own "id" must agree.
std::vector<AddedToken> read_added_tokens(const base::Json& json, const SubwordModel& model,
                                          std::string_view where) {
  std::vector<AddedToken> tokens;
  if (json.is_null()) return tokens;
  if (!json.is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": \"added_tokens\" should be a list");
  }
  std::unordered_map<std::string, std::size_t> places;
  auto next = static_cast<std::int64_t>(model.listed());
  for (const base::Json& entry : json) {
    AddedToken token = read_added_token(entry, where);
    const auto stated = base::require_field<std::int64_t>(entry, "id", where);
    const auto [place, is_new] = places.emplace(token.content, tokens.size());
    const std::int32_t known = model.vocabulary().id_of(token.content);
    const std::int64_t expected = known >= 0 ? known : is_new ? next : tokens[place->second].id;
    if (stated != expected) {
      throw Error(ErrorCode::kInvalidModel,
                  std::string(where) + ": the added token \"" + token.content + "\" has the id " +
                      std::to_string(stated) + "; by its place it should be " +
                      std::to_string(expected));
    }
    token.id = static_cast<std::int32_t>(expected);
    if (is_new) {
      if (known < 0) ++next;
      tokens.push_back(std::move(token));
    } else {
      tokens[place->second] = std::move(token);
    }
  }
  return tokens;
}

}  // namespace

TokenizerParts parts_of_file(const base::Json& json, ModelTables& tables, std::string_view where) {
  const auto version = base::field_or<std::string>(json, "version", where, "1.0");
  if (version != "1.0") {
    throw Error(ErrorCode::kUnsupported,
                std::string(where) + ": version \"" + version + "\"; only 1.0");
  }
  const auto field = [&json](const char* key) -> const base::Json& {
    static const base::Json absent;
    const auto found = json.find(key);
    return found == json.end() ? absent : *found;
  };
  TokenizerParts parts;
  parts.pre_tokenizer =
      load_pre_tokenizer(field("pre_tokenizer"), word_bytes(field("model"), where), where);
  const bool byte_level = parts.pre_tokenizer && parts.pre_tokenizer->byte_level();
  parts.model = load_model(field("model"), tables, byte_level, where);
  parts.added_tokens = read_added_tokens(field("added_tokens"), *parts.model, where);
  parts.normalizer = load_normalizer(field("normalizer"), where);
  parts.post_processor = load_post_processor(field("post_processor"), where);
  parts.decoder = load_decoder(field("decoder"), where);
  return parts;
}

std::unique_ptr<Tokenizer> load_tokenizer_json(std::string_view content, std::string_view where) {
  ModelTablesBuilder builder(ModelTablesBuilder::Layout::kTokenizer, where);
  base::parse_json(content, where, builder);
  return make_tokenizer(parts_of_file(builder.take(), builder.tables(), where), where);
}

}  // namespace tango::text
