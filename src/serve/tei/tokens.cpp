#include "serve/tei/tokens.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "serve/request_json.h"
#include "text/decoder/detokenizer.h"

namespace tango::serve::tei {
namespace {

constexpr std::size_t kTokenizedBytes = std::size_t{256} << 10U;  // answers are 100 times as large

const text::Tokenizer& tokenizer_of(const ServedModel& model) {
  const cascade::Cascade& cascade = *model.cascade;
  return cascade.tier(cascade.num_callable_tiers() - 1).tokenizer();
}

const text::Detokenizer& detokenizer_of(const ServedModel& model) {
  const text::Detokenizer* found = tokenizer_of(model).detokenizer();
  if (found == nullptr) {
    throw Error(ErrorCode::kUnsupported,
                "the last tier's tokenizer can't turn ids back into text (a BiLSTM's)");
  }
  return *found;
}

void check_bytes(std::size_t bytes) {
  if (bytes <= kTokenizedBytes) return;
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("\"inputs\" has more than {} bytes; send several requests", kTokenizedBytes),
      {"long_text"});
}

base::Json tokens_of(const ServedModel& model, const std::string& input, bool with_special) {
  const text::Tokenizer& tokenizer = tokenizer_of(model);
  const text::Detokenizer* names = tokenizer.detokenizer();
  text::Encoding encoding = tokenizer.encode(input, std::nullopt, {.offsets = true});
  text::to_code_points(input, encoding.offsets);
  base::Json tokens = base::Json::array();
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    const bool special = encoding.sequence[i] < 0;
    if (special && !with_special) continue;
    base::Json token = {{"id", encoding.ids[i]}, {"special", special}};
    token["text"] = names != nullptr ? names->token_of(encoding.ids[i]).value_or("") : "";
    token["start"] = special ? base::Json() : base::Json(encoding.offsets[i].begin);
    token["stop"] = special ? base::Json() : base::Json(encoding.offsets[i].end);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

[[noreturn]] void refuse_ids(std::string_view found) {
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("\"ids\" is a list of token ids, or a list of such lists; found {}", found));
}

std::vector<std::int32_t> ids_of(const base::Json& list) {
  if (!list.is_array()) refuse_ids(fmt::format("{} beside lists", list.type_name()));
  std::vector<std::int32_t> ids;
  for (const base::Json& id : list) {
    if (!id.is_number_integer()) refuse_ids(fmt::format("{} in a list", id.type_name()));
    if (id < 0 || id > INT32_MAX) refuse_ids("a number that is no id");
    ids.push_back(id.get<std::int32_t>());
  }
  return ids;
}

std::string dump(const base::Json& json) {
  return json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

}  // namespace

std::string tokenize(const Catalogue& catalogue, std::string_view body,
                     const RequestLimits& limits) {
  const base::Json fields = parse_body(body);
  static const std::array<std::string, 3> known{"inputs", "add_special_tokens", "model"};
  refuse_misspelt(field_names(fields), known);
  const auto model = catalogue.get(field_or(fields, "model", std::string()));
  const bool with_special = field_or(fields, "add_special_tokens", true);
  const base::Json inputs = fields.value("inputs", base::Json());
  if (inputs.is_array()) limits.check_batch(inputs.size());
  base::Json lists = base::Json::array();
  std::size_t bytes = 0;
  for (const base::Json& input : inputs.is_array() ? inputs : base::Json::array({inputs})) {
    if (!input.is_string()) {
      throw Error(ErrorCode::kInvalidInput, "\"inputs\" is a string or a list of strings");
    }
    const auto& text = input.get_ref<const std::string&>();
    check_bytes(bytes += text.size());
    lists.push_back(tokens_of(*model, text, with_special));
  }
  return dump(lists);
}

std::string decode(const Catalogue& catalogue, std::string_view body) {
  const base::Json fields = parse_body(body);
  static const std::array<std::string, 3> known{"ids", "skip_special_tokens", "model"};
  refuse_misspelt(field_names(fields), known);
  const auto model = catalogue.get(field_or(fields, "model", std::string()));
  const bool skip_special = field_or(fields, "skip_special_tokens", true);
  const auto found = fields.find("ids");
  if (found == fields.end()) refuse_ids("none");
  const base::Json& ids = *found;
  if (!ids.is_array()) refuse_ids(ids.type_name());
  const bool is_batch = !ids.empty() && ids[0].is_array();
  base::Json texts = base::Json::array();
  for (const base::Json& list : is_batch ? ids : base::Json::array({ids})) {
    texts.push_back(detokenizer_of(*model).decode(ids_of(list), skip_special));
  }
  return dump(texts);
}

}  // namespace tango::serve::tei
