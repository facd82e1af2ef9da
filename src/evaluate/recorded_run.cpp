#include "evaluate/recorded_run.h"

#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace tango::evaluate {
namespace {

template <typename Value>
std::vector<Value> take(const std::vector<Value>& all, std::span<const std::size_t> chosen) {
  std::vector<Value> some;
  if (all.empty()) return some;
  some.reserve(chosen.size());
  for (const std::size_t index : chosen) some.push_back(all[index]);
  return some;
}

template <typename Value>
std::vector<std::vector<Value>> take_of_each(const std::vector<std::vector<Value>>& all,
                                             std::span<const std::size_t> chosen) {
  std::vector<std::vector<Value>> some;
  some.reserve(all.size());
  for (const auto& tier : all) some.push_back(take(tier, chosen));
  return some;
}

}  // namespace

RecordedRun RecordedRun::select(std::span<const std::size_t> chosen) const {
  return {{grading.metric, grading.num_labels, take(grading.truths, chosen),
           take_of_each(grading.labels, chosen), take_of_each(grading.credits, chosen)},
          take_of_each(confidences, chosen),
          take_of_each(seconds, chosen),
          goes_on};
}

RecordedRun of_tiers(const RecordedRun& run, std::span<const std::size_t> tiers) {
  RecordedRun some{{run.grading.metric, run.grading.num_labels, run.grading.truths,
                    take(run.grading.labels, tiers), take(run.grading.credits, tiers)},
                   take(run.confidences, tiers),
                   take(run.seconds, tiers)};
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const std::size_t before = i == 0 ? 0 : tiers[i - 1] + 1;  // the first that is left out
    std::size_t tier = tiers[i];
    for (; tier > before && run.continues(tier); --tier) {
      for (std::size_t text = 0; text < run.texts(); ++text) {
        some.seconds[i][text] += run.seconds[tier - 1][text];
      }
    }
    some.goes_on.push_back(i > 0 && tier == before && run.continues(tier));
  }
  return some;
}

RecordedRun first_and_last(const RecordedRun& run) {
  return of_tiers(run, std::array<std::size_t, 2>{0, run.tiers() - 1});
}

RecordedRun without_answers(task::Metric metric, std::size_t num_labels, std::vector<int> truths) {
  return {.grading = {.metric = metric,
                      .num_labels = static_cast<int>(num_labels),
                      .truths = std::move(truths),
                      .labels = {},
                      .credits = {}},
          .confidences = {},
          .seconds = {}};
}

RunningScore::RunningScore(const Grading& grading, std::span<const std::size_t> answered_by)
    : grading_(grading), counts_(grading.num_labels), texts_(answered_by.size()) {
  for (std::size_t text = 0; text < texts_; ++text) {
    const std::size_t tier = answered_by[text];
    if (grading_.credits.empty()) {
      counts_.add(grading_.truths[text], grading_.labels[tier][text]);
    } else {
      credit_ += grading_.credits[tier][text];
    }
  }
}

void RunningScore::replace(std::size_t text, std::size_t tier, std::size_t by_tier) {
  if (grading_.credits.empty()) {
    counts_.replace(grading_.truths[text], grading_.labels[tier][text],
                    grading_.labels[by_tier][text]);
  } else {
    credit_ += grading_.credits[by_tier][text] - grading_.credits[tier][text];
  }
}

double RunningScore::value() const {
  if (grading_.credits.empty()) return task::value_of(grading_.metric, counts_);
  return texts_ == 0 ? 0 : credit_ / static_cast<double>(texts_);
}

double score_of_tier(const RecordedRun& run, std::size_t tier) {
  const std::vector<std::size_t> all(run.texts(), tier);
  return RunningScore(run.grading, all).value();
}

double seconds_of_tier(const RecordedRun& run, std::size_t tier) {
  double seconds = std::accumulate(run.seconds[tier].begin(), run.seconds[tier].end(), 0.0);
  for (; run.continues(tier); --tier) {
    seconds = std::accumulate(run.seconds[tier - 1].begin(), run.seconds[tier - 1].end(), seconds);
  }
  return seconds;
}

std::vector<std::vector<double>> cumulative_seconds(const RecordedRun& run) {
  std::vector<std::vector<double>> sums = run.seconds;
  for (std::size_t tier = 1; tier < sums.size(); ++tier) {
    for (std::size_t text = 0; text < run.texts(); ++text) {
      sums[tier][text] += sums[tier - 1][text];
    }
  }
  return sums;
}

double kept_score(double score, double share) { return score - (1 - share) * std::abs(score); }

}  // namespace tango::evaluate
