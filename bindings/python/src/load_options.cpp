#include "load_options.h"

#include <span>
#include <string>
#include <utility>

#include <tango/error.h>

namespace tango::python {
namespace {

template <typename Value>
using Names = std::span<const std::pair<const char*, Value>>;

constexpr std::pair<const char*, Precision> kPrecisions[] = {{"auto", Precision::kAuto},
                                                             {"fp32", Precision::kFloat32},
                                                             {"bf16", Precision::kBfloat16},
                                                             {"int8", Precision::kInt8}};
constexpr std::pair<const char*, Confidence> kConfidences[] = {
    {"max_probability", Confidence::kMaxProbability},
    {"margin", Confidence::kMargin},
    {"entropy", Confidence::kEntropy},
    {"energy", Confidence::kEnergy}};
constexpr std::pair<const char*, LongText> kLongTexts[] = {
    {"truncate", LongText::kTruncate}, {"window", LongText::kWindow}, {"error", LongText::kError}};
constexpr std::pair<const char*, ProblemType> kProblemTypes[] = {
    {"single_label_classification", ProblemType::kSingleLabel},
    {"multi_label_classification", ProblemType::kMultiLabel},
    {"regression", ProblemType::kRegression},
    {"question_answering", ProblemType::kQuestionAnswering}};

template <typename Value>
Value parse(Names<Value> names, SettingName setting, std::string_view name) {
  std::string all;
  for (const auto& [known, value] : names) {
    if (name == known) return value;
    all += (all.empty() ? "" : ", ") + std::string(known);
  }
  throw Error(ErrorCode::kUsage,
              "there is no " + std::string(std::string_view(setting)) + " \"" + std::string(name) +
                  "\"; use one of " + all,
              {setting});
}

template <typename Value>
const char* find(Names<Value> names, Value wanted) {
  for (const auto& [name, value] : names) {
    if (value == wanted) return name;
  }
  return "";
}

}  // namespace

Precision parse_precision(std::string_view name) {
  return parse<Precision>(kPrecisions, "precision", name);
}
Confidence parse_confidence(std::string_view name) {
  return parse<Confidence>(kConfidences, "confidence", name);
}
LongText parse_long_text(std::string_view name) {
  return parse<LongText>(kLongTexts, "long_text", name);
}
const char* name_of(Precision precision) { return find<Precision>(kPrecisions, precision); }
const char* name_of(ProblemType type) { return find<ProblemType>(kProblemTypes, type); }

}  // namespace tango::python
