#include "evaluate/threshold_choice.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cascade/confidence.h"

namespace tango::evaluate {

float lowest_threshold(const TierAnswers& tier, std::span<const int> rest,
                       std::span<const int> truths, int num_labels, task::Metric metric,
                       double wanted) {
  std::vector<std::size_t> order(truths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return tier.confidences[left] > tier.confidences[right];
  });
  task::ConfusionMatrix counts = task::count_answers(truths, rest, num_labels);
  float lowest = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t text = order[i];
    counts.replace(truths[text], rest[text], tier.labels[text]);
    const bool is_last = i + 1 == order.size();
    const float threshold = is_last ? 0 : tier.confidences[text];
    if (!is_last && tier.confidences[order[i + 1]] == threshold) continue;
    if (threshold < 1 && task::value_of(metric, counts) >= wanted) lowest = threshold;
  }
  return lowest;
}

ThresholdChoice choose_thresholds(std::span<const TierAnswers> tiers, std::span<const int> truths,
                                  int num_labels, task::Metric metric, double keep) {
  ThresholdChoice choice;
  std::vector<int> rest = tiers.back().labels;
  choice.last_score = task::value_of(metric, task::count_answers(truths, rest, num_labels));
  choice.thresholds.assign(tiers.size() - 1, 0);
  for (std::size_t t = tiers.size() - 1; t-- > 0;) {
    const double may_lose = (1 - keep) / static_cast<double>(std::size_t{1} << t);
    const double wanted = choice.last_score - may_lose * std::abs(choice.last_score);
    const float threshold = lowest_threshold(tiers[t], rest, truths, num_labels, metric, wanted);
    choice.thresholds[t] = threshold;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (cascade::answers(tiers[t].confidences[i], threshold)) rest[i] = tiers[t].labels[i];
    }
  }
  choice.score = task::value_of(metric, task::count_answers(truths, rest, num_labels));

  choice.answered.assign(tiers.size(), 0);
  for (std::size_t i = 0; i < truths.size(); ++i) {
    std::size_t t = 0;
    while (t + 1 < tiers.size() &&
           !cascade::answers(tiers[t].confidences[i], choice.thresholds[t])) {
      ++t;
    }
    choice.answered[t] += 1.0 / static_cast<double>(truths.size());
  }
  return choice;
}

}  // namespace tango::evaluate
