// Every tier's answer to every text, and what it took: whatever a threshold does is read off it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cascade/threshold.h"
#include "task/confusion_matrix.h"
#include "task/metric.h"

namespace tango::evaluate {

/// What answers are worth: a metric of labels, or the mean of credits.
struct Grading {
  task::Metric metric = task::Metric::kAccuracy;
  int num_labels = 2;
  std::vector<int> truths;                   ///< [texts]; empty where credits are given.
  std::vector<std::vector<int>> labels;      ///< [tiers x texts]; empty where credits are given.
  std::vector<std::vector<double>> credits;  ///< [tiers x texts], such as each answer's F1.
};

struct RecordedRun {
  Grading grading;
  std::vector<std::vector<float>> confidences;  ///< [tiers x texts], in 0 … 1.
  std::vector<std::vector<double>> seconds;     ///< [tiers x texts]: the tier's work on the text.
  /// [tiers] Whether the tier goes on from where the one before left a text, whose work it needs
  /// then even alone. Empty: none does.
  std::vector<bool> goes_on = {};

  [[nodiscard]] std::size_t tiers() const { return confidences.size(); }
  [[nodiscard]] std::size_t texts() const { return confidences.front().size(); }
  /// Whether the tier answers the text.
  [[nodiscard]] bool accepts(const cascade::Threshold& threshold, std::size_t tier,
                             std::size_t text) const {
    return threshold.accepts(confidences[tier][text], predicted(tier, text));
  }
  /// 0 where answers are no labels.
  [[nodiscard]] int predicted(std::size_t tier, std::size_t text) const {
    return grading.labels.empty() ? 0 : grading.labels[tier][text];
  }

  /// Whether the tier needs the work of the one before.
  [[nodiscard]] bool continues(std::size_t tier) const { return !goes_on.empty() && goes_on[tier]; }
  /// Whether the tier's work is done, too, where it accepts nothing.
  [[nodiscard]] bool is_on_the_way(std::size_t tier) const {
    return tier + 1 < tiers() && continues(tier + 1);
  }

  /// These texts of it, in this order; a text may come more than once.
  [[nodiscard]] RecordedRun select(std::span<const std::size_t> chosen) const;
};

/// A run of no tiers yet.
[[nodiscard]] RecordedRun without_answers(task::Metric metric, std::size_t num_labels,
                                          std::vector<int> truths);

/// The score of all texts while, one at a time, another tier answers them. The grading outlives it.
class RunningScore {
 public:
  /// Text i is answered by tier `answered_by[i]`.
  RunningScore(const Grading& grading, std::span<const std::size_t> answered_by);

  void replace(std::size_t text, std::size_t tier, std::size_t by_tier);
  [[nodiscard]] double value() const;

 private:
  const Grading& grading_;
  task::ConfusionMatrix counts_;
  double credit_ = 0;
  std::size_t texts_;
};

/// As if there were only these tiers, in this order; a tier that goes on from one that is left out
/// does its work, too.
[[nodiscard]] RecordedRun of_tiers(const RecordedRun& run, std::span<const std::size_t> tiers);

/// What baselines choose between. At least two tiers.
[[nodiscard]] RecordedRun first_and_last(const RecordedRun& run);

/// Of one tier alone.
[[nodiscard]] double score_of_tier(const RecordedRun& run, std::size_t tier);
[[nodiscard]] double seconds_of_tier(const RecordedRun& run, std::size_t tier);

/// [tiers x texts]: of a tier and all before it.
[[nodiscard]] std::vector<std::vector<double>> cumulative_seconds(const RecordedRun& run);

/// The least that keeps `share` of `score`, also where the score is negative.
[[nodiscard]] double kept_score(double score, double share);

}  // namespace tango::evaluate
