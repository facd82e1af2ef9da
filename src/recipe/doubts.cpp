#include "recipe/doubts.h"

#include <algorithm>

#include <fmt/format.h>

namespace tango::recipe {
namespace {

constexpr const char* kMoreTexts =
    "a student learns more from more texts (--size) or from texts nearer to those that will come";

}  // namespace

double relative_cost(const BuiltCascade& cascade) {
  double cost = 0;
  double reached = 1;
  for (std::size_t tier = 0; tier < cascade.relative_times.size(); ++tier) {
    cost += reached * cascade.relative_times[tier];
    reached -= cascade.answered[tier];
  }
  return cost;
}

std::vector<std::string> doubts_about(const BuiltCascade& cascade) {
  std::vector<std::string> doubts;
  const std::vector<cascade::Threshold>& thresholds = cascade.thresholds;
  if (thresholds.empty()) return doubts;
  const auto takes_all = [](const cascade::Threshold& one) { return one.highest() <= 0; };
  const auto takes_none = [](const cascade::Threshold& one) { return one.lowest() >= 1; };
  if (const auto all = std::ranges::find_if(thresholds, takes_all); all != thresholds.end()) {
    const auto tier = static_cast<std::size_t>(all - thresholds.begin());
    doubts.push_back(fmt::format(
        "The threshold of tier {} is 0: it answers every text that reaches it, and the last tier "
        "is "
        "never asked. On the texts that were set aside that kept enough answers; on others nothing "
        "will catch its errors. If that is what you want, one model does it: tango classify "
        "--model "
        "{}. If not, ask for more with --keep",
        tier + 1, cascade.models[tier]));
  } else if (cascade.asks && std::ranges::all_of(thresholds, takes_none)) {
    doubts.push_back(
        "No tier is sure of any answer: every text is to be asked, and the cascade saves nothing. "
        "Ask for less with --keep; a student learns more from more answers (--answers)");
  } else if (std::ranges::all_of(thresholds, takes_none)) {
    doubts.push_back(fmt::format(
        "No tier before the last accepts an answer: every text is read by all of them, and the "
        "cascade is slower than its last tier alone, tango classify --model {}. Ask for less with "
        "--keep; {}",
        cascade.models.back(), kMoreTexts));
  } else if (const double cost = relative_cost(cascade); cost >= 1) {
    doubts.push_back(
        fmt::format("A text costs {:.2f} times what it costs the last tier alone, which is then "
                    "faster and gives "
                    "all of its answers: tango classify --model {}. Ask for less with --keep; {}",
                    cost, cascade.models.back(), kMoreTexts));
  }
  for (std::size_t tier = 0; tier + 1 < cascade.scores.size(); ++tier) {
    if (cascade.scores[tier] < cascade.score) continue;
    doubts.push_back(fmt::format(
        "On the labelled texts tier {} alone scores {:.4f}, and the cascade {:.4f}: that one model "
        "is as good, and faster: tango classify --model {}",
        tier + 1, cascade.scores[tier], cascade.score, cascade.models[tier]));
    break;
  }
  return doubts;
}

}  // namespace tango::recipe
