#include "evaluate/threshold_choice.h"

#include <algorithm>
#include <numeric>

#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

RecordedRun without_times(std::span<const TierAnswers> tiers, std::span<const int> truths,
                          int num_labels, task::Metric metric) {
  RecordedRun run =
      without_answers(metric, static_cast<std::size_t>(num_labels), {truths.begin(), truths.end()});
  for (const TierAnswers& tier : tiers) {
    run.confidences.push_back(tier.confidences);
    if (tier.credits.empty()) {
      run.grading.labels.push_back(tier.labels);
    } else {
      run.grading.credits.push_back(tier.credits);
    }
  }
  return run;
}

/// The thresholds of the tier's classes that defer the fewest texts to `rest` and score at least
/// `wanted`; 1 where none do.
cascade::Threshold fewest_deferred(const RecordedRun& run, std::size_t tier,
                                   std::span<const std::size_t> rest, double wanted) {
  const std::size_t texts = run.texts();
  std::vector<int> behind(texts);
  for (std::size_t text = 0; text < texts; ++text) {
    behind[text] = run.grading.labels[rest[text]][text];
  }
  const RecordedRun pair{.grading = {.metric = run.grading.metric,
                                     .num_labels = run.grading.num_labels,
                                     .truths = run.grading.truths,
                                     .labels = {run.grading.labels[tier], std::move(behind)},
                                     .credits = {}},
                         .confidences = {run.confidences[tier], std::vector<float>(texts)},
                         .seconds = {std::vector<double>(texts, 0), std::vector<double>(texts, 1)}};
  const auto found = fastest_that_keeps(sweep(pair, {.per_class = true}), wanted, 1);
  return found ? found->thresholds.front() : cascade::Threshold(1);
}

}  // namespace

float lowest_threshold(const RecordedRun& run, std::size_t tier, std::span<const std::size_t> rest,
                       double wanted) {
  const std::vector<float>& confidences = run.confidences[tier];
  std::vector<std::size_t> order(run.texts());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return confidences[left] > confidences[right];
  });
  RunningScore score(run.grading, rest);
  float lowest = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t text = order[i];
    score.replace(text, rest[text], tier);
    const bool is_last = i + 1 == order.size();
    const float threshold = is_last ? 0 : confidences[text];
    if (!is_last && confidences[order[i + 1]] == threshold) continue;
    if (threshold < 1 && score.value() >= wanted) lowest = threshold;
  }
  return lowest;
}

ThresholdChoice choose_thresholds(std::span<const TierAnswers> tiers, std::span<const int> truths,
                                  int num_labels, task::Metric metric, double keep,
                                  bool per_class) {
  const RecordedRun run = without_times(tiers, truths, num_labels, metric);
  const std::size_t last = run.tiers() - 1;
  ThresholdChoice choice;
  choice.last_score = score_of_tier(run, last);
  choice.thresholds.assign(last, 0);
  std::vector<std::size_t> answered_by(run.texts(), last);
  for (std::size_t t = last; t-- > 0;) {
    const double may_lose = (1 - keep) / static_cast<double>(std::size_t{1} << t);
    const double wanted = kept_score(choice.last_score, 1 - may_lose);
    const bool has_classes = per_class && !run.grading.labels.empty();
    choice.thresholds[t] = has_classes ? fewest_deferred(run, t, answered_by, wanted)
                                       : lowest_threshold(run, t, answered_by, wanted);
    for (std::size_t i = 0; i < answered_by.size(); ++i) {
      if (run.accepts(choice.thresholds[t], t, i)) answered_by[i] = t;
    }
  }
  choice.score = RunningScore(run.grading, answered_by).value();
  choice.answered.assign(run.tiers(), 0);
  for (const std::size_t tier : answered_by) {
    choice.answered[tier] += 1.0 / static_cast<double>(run.texts());
  }
  return choice;
}

}  // namespace tango::evaluate
