#include "cascade/label_thresholds.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/suggestion.h"
#include "task/columns.h"

namespace tango::cascade {
namespace {

[[noreturn]] void refuse_threshold(const std::string& what) {
  throw Error(ErrorCode::kUsage, what, {"label_threshold"});
}

float threshold_of(std::string_view number, std::string_view written) {
  float threshold = -1;
  const char* const end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, threshold);
  if (failure != std::errc() || stop != end || !(threshold >= 0 && threshold <= 1)) {
    refuse_threshold(fmt::format(
        "\"{}\" is no threshold of a label: give a number in 0 … 1, or LABEL=NUMBER", written));
  }
  return threshold;
}

}  // namespace

std::vector<float> parse_label_thresholds(std::span<const std::string> written,
                                          const checkpoint::Labels& labels) {
  if (labels.problem_type != checkpoint::ProblemType::kMultiLabelClassification) {
    if (!written.empty()) {
      refuse_threshold(
          "only labels with a probability of their own have thresholds of their own; this model "
          "gives one label of several, or a number");
    }
    return {};
  }
  std::vector<float> thresholds(labels.names.size(), kLabelThreshold);
  for (const std::string& one : written) {
    const std::size_t sign = one.rfind('=');
    if (sign == std::string::npos) {
      std::ranges::fill(thresholds, threshold_of(one, one));
      continue;
    }
    const std::string label = one.substr(0, sign);
    const auto place = std::ranges::find(labels.names, label);
    if (place == labels.names.end()) {
      refuse_threshold(fmt::format("\"{}\": no such label; the labels are {}{}", one,
                                   task::quoted_list(labels.names),
                                   base::did_you_mean(label, labels.names)));
    }
    thresholds[static_cast<std::size_t>(place - labels.names.begin())] =
        threshold_of(std::string_view(one).substr(sign + 1), one);
  }
  return thresholds;
}

std::vector<int> labels_from(std::span<const float> scores, std::span<const float> thresholds) {
  std::vector<int> labels;
  for (std::size_t label = 0; label < scores.size(); ++label) {
    if (scores[label] >= thresholds[label]) labels.push_back(static_cast<int>(label));
  }
  return labels;
}

}  // namespace tango::cascade
