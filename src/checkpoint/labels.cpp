#include <charconv>
#include <map>
#include <string>

#include "checkpoint/config_parsers.h"
#include "checkpoint/family/encoder_family.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

constexpr std::int64_t kMostLabels = 1 << 20;
constexpr int kDefaultLabels = 2;

using NamesById = std::map<std::int64_t, std::string>;

/// A name that is no string, as JSON writes it.
std::string name_of(const base::Json& name) {
  return name.is_string() ? name.get<std::string>()
                          : name.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

std::int64_t parse_id(const std::string& text, std::string_view where) {
  std::int64_t id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end) {
    throw_invalid(where,
                  "\"id2label\": " + in_quotes(text) + " should be a label id, a whole number");
  }
  return id;
}

/// The object at `field`, or null when it is absent.
const base::Json* find_map(const base::Json& json, const char* field, std::string_view where) {
  const auto found = json.find(field);
  if (found == json.end() || found->is_null()) return nullptr;
  if (!found->is_object()) throw_invalid(where, in_quotes(field) + " should be an object");
  return &*found;
}

NamesById names_by_id(const base::Json& json, std::string_view where) {
  NamesById names;
  if (const base::Json* id2label = find_map(json, "id2label", where)) {
    for (const auto& [id, name] : id2label->items()) {
      names.insert_or_assign(parse_id(id, where), name_of(name));
    }
  } else if (const base::Json* label2id = find_map(json, "label2id", where)) {
    for (const auto& [name, id] : label2id->items()) {
      if (!id.is_number_integer()) {
        throw_invalid(where, "\"label2id\": the id of label " + in_quotes(name) +
                                 " should be a whole number");
      }
      if (!names.emplace(id.get<std::int64_t>(), name).second) {
        throw_invalid(where, "\"label2id\" has the label id " + id.dump() + " twice");
      }
    }
  }
  return names;
}

ProblemType parse_problem_type(const base::Json& json, std::string_view where,
                               std::size_t num_labels) {
  const auto text = base::find_field<std::string>(json, "problem_type", where);
  if (!text) {
    return num_labels == 1 ? ProblemType::kMultiLabelClassification
                           : ProblemType::kSingleLabelClassification;
  }
  const std::optional<ProblemType> type = find_problem_type(*text);
  if (!type) {
    throw_invalid(where,
                  "\"problem_type\" should be single_label_classification, "
                  "multi_label_classification or regression, found " +
                      in_quotes(*text));
  }
  if (type == ProblemType::kSingleLabelClassification && num_labels == 1) {
    throw_invalid(where,
                  "\"problem_type\" single_label_classification needs at least 2 labels, "
                  "found 1");
  }
  return *type;
}

bool is_for_question_answering(const base::Json& json) {
  const auto found = json.find("architectures");
  return found != json.end() && found->is_array() && !found->empty() &&
         found->front().is_string() &&
         found->front().get<std::string>().ends_with("ForQuestionAnswering");
}

}  // namespace

Labels parse_labels(const base::Json& json, std::string_view where) {
  if (is_for_question_answering(json)) return span_labels();
  NamesById by_id = names_by_id(json, where);
  if (by_id.empty()) {
    const int count = size_or(json, "num_labels", where, 1, kMostLabels, kDefaultLabels);
    for (int id = 0; id < count; ++id) by_id.emplace(id, "LABEL_" + std::to_string(id));
  }
  const auto count = static_cast<std::int64_t>(by_id.size());
  if (by_id.begin()->first != 0 || by_id.rbegin()->first != count - 1) {
    throw_invalid(where, "the " + std::to_string(count) + " label ids should run from 0 to " +
                             std::to_string(count - 1) + ", found " +
                             std::to_string(by_id.begin()->first) + " to " +
                             std::to_string(by_id.rbegin()->first));
  }
  Labels labels;
  for (const auto& [id, name] : by_id) labels.names.push_back(name);
  labels.problem_type = parse_problem_type(json, where, labels.names.size());
  return labels;
}

Labels labels_of_weights(Labels labels, const EncoderConfig& config, const WeightSource& weights,
                         bool of_adapter) {
  const std::string output = std::string(family_of(config.family).head.output) + ".weight";
  if (!weights.contains(output) && weights.contains("qa_outputs.weight")) return span_labels();
  const std::optional<tensor::Shape> head = weights.shape(output);
  if (!of_adapter || labels.problem_type == ProblemType::kSpan || !head || head->rank() != 2) {
    return labels;
  }
  const std::int64_t rows = (*head)[0];
  if (rows < 1 || rows > kMostLabels || rows == std::ssize(labels.names)) return labels;
  const bool was_named = labels.problem_type != ProblemType::kSingleLabelClassification;
  labels.names.clear();
  for (std::int64_t id = 0; id < rows; ++id) labels.names.push_back("LABEL_" + std::to_string(id));
  if (rows == 1 && !was_named) labels.problem_type = ProblemType::kMultiLabelClassification;
  return labels;
}

}  // namespace tango::checkpoint
