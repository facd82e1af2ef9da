#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "serve/request_json.h"
#include "serve/tei/predict.h"

namespace tango::serve::tei {
namespace {

constexpr std::string_view kInputs =
    "\"inputs\" is a string, a pair of strings [string, string], or a batch of them "
    "[[string], [string, string], ...]";

constexpr std::int64_t kMostTier = 1'000'000;  // which no cascade has: it says so

[[noreturn]] void refuse_inputs(std::string_view found) {
  throw Error(ErrorCode::kInvalidInput, fmt::format("{}; found {}", kInputs, found));
}

/// A text or a pair of one or two strings.
cascade::Request sequence_of(base::Json& strings) {
  if (!strings.is_array()) refuse_inputs(fmt::format("{} in a batch", strings.type_name()));
  if (strings.empty() || strings.size() > 2) {
    refuse_inputs(fmt::format("a list of {} strings", strings.size()));
  }
  for (const base::Json& one : strings) {
    if (!one.is_string()) refuse_inputs(fmt::format("{} in a list of strings", one.type_name()));
  }
  cascade::Request request{.text = std::move(strings[0].get_ref<std::string&>())};
  if (strings.size() == 2) request.pair = std::move(strings[1].get_ref<std::string&>());
  return request;
}

void read_inputs(base::Json& inputs, PredictRequest& request) {
  if (inputs.is_string()) {
    request.texts.push_back({.text = std::move(inputs.get_ref<std::string&>())});
    return;
  }
  if (!inputs.is_array()) refuse_inputs(inputs.type_name());
  if (inputs.empty()) refuse_inputs("an empty list");
  request.is_batch = inputs[0].is_array();
  if (!request.is_batch) {
    request.texts.push_back(sequence_of(inputs));
    return;
  }
  request.texts.reserve(inputs.size());
  for (base::Json& one : inputs) request.texts.push_back(sequence_of(one));
}

ScoreOptions read_scores(const base::Json& fields) {
  ScoreOptions scores;
  if (field_or(fields, "raw_scores", false)) scores.function = ScoreFunction::kNone;
  const auto parameters = fields.find("parameters");
  if (parameters == fields.end() || parameters->is_null()) return scores;
  if (!parameters->is_object()) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("\"parameters\" is a JSON object; found {}", parameters->type_name()));
  }
  const auto function = find_field<std::string>(*parameters, "function_to_apply");
  const auto top_k = find_field<std::int64_t>(*parameters, "top_k");
  for (const auto& [name, _] : parameters->items()) {
    if (name == "function_to_apply" || name == "top_k") continue;
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("\"parameters\" can be \"top_k\" and \"function_to_apply\"; found "
                            "\"{:.64}\"",
                            name));
  }
  if (function) {
    const ScoreFunction asked = parse_score_function(*function);
    if (scores.function && asked != ScoreFunction::kNone) {
      throw Error(ErrorCode::kInvalidInput,
                  "\"raw_scores\" is the \"function_to_apply\" \"none\"; give one of the two");
    }
    scores.function = asked;
  }
  if (top_k && *top_k < 1) {
    throw Error(ErrorCode::kInvalidInput, "\"top_k\" is a number of labels, at least 1");
  }
  if (top_k) scores.top_k = static_cast<std::size_t>(*top_k);
  return scores;
}

PredictRequest read_fields(base::Json fields) {
  static const std::array<std::string, 11> known{
      "inputs",      "raw_scores",    "parameters", "truncate", "truncation_direction",
      "return_tier", "return_logits", "model",      "timeout",  "threshold",
      "tier"};
  refuse_misspelt(field_names(fields), known);
  const auto inputs = fields.find("inputs");
  if (inputs == fields.end()) refuse_inputs("none");
  PredictRequest request;
  read_inputs(*inputs, request);
  request.scores = read_scores(fields);
  request.truncate = find_field<bool>(fields, "truncate");
  request.return_tier = field_or(fields, "return_tier", false);
  request.return_logits = field_or(fields, "return_logits", false);
  request.model = field_or(fields, "model", std::string());
  request.timeout = find_field<double>(fields, "timeout");
  if (request.timeout && !(*request.timeout > 0)) {
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("\"timeout\" is a number of seconds above 0; found {:g}", *request.timeout));
  }
  const auto direction = field_or<std::string>(fields, "truncation_direction", "right");
  if (direction != "right" && direction != "Right") {
    throw Error(ErrorCode::kInvalidInput,
                "\"truncation_direction\" can only be \"right\": the end of a text is dropped");
  }
  const auto threshold = find_field<double>(fields, "threshold");
  const auto tier = find_field<std::int64_t>(fields, "tier");
  for (cascade::Request& text : request.texts) {
    if (threshold) text.threshold = static_cast<float>(*threshold);
    if (tier) text.tier = static_cast<int>(std::clamp<std::int64_t>(*tier, 0, kMostTier));
  }
  return request;
}

}  // namespace

PredictRequest parse_predict(std::string_view body) { return read_fields(parse_body(body)); }

}  // namespace tango::serve::tei
