// The lowest thresholds that keep a share of the last tier's score.
#pragma once

#include <span>
#include <vector>

#include "evaluate/recorded_run.h"
#include "evaluate/tier_answers.h"
#include "task/metric.h"

namespace tango::evaluate {

struct ThresholdChoice {
  std::vector<cascade::Threshold> thresholds;  ///< One per tier but the last.
  std::vector<double> answered;  ///< One per tier: the share of the texts that it answers.
  double score = 0;              ///< Of the cascade, on these texts.
  double last_score = 0;         ///< Of the last tier alone.
};

/// Of a tier before others: the lowest threshold at which all together score at least `wanted`, of
/// those that tell texts apart; 1, all deferred, where none does. `rest`: the tier that answers
/// each text which this one defers. Times are not looked at.
[[nodiscard]] float lowest_threshold(const RecordedRun& run, std::size_t tier,
                                     std::span<const std::size_t> rest, double wanted);

/// `per_class`: those of the classes that defer the fewest texts, in the place of the lowest one.
/// From the last pair of tiers to the first: the cascade from tier t (from 0) on may lose 2^-t of
/// what the whole may lose. Question answering is scored by the mean credit, whatever `truths` and
/// `metric` say. Precondition: all of one length, at least one tier; `keep` in (0, 1].
[[nodiscard]] ThresholdChoice choose_thresholds(std::span<const TierAnswers> tiers,
                                                std::span<const int> truths, int num_labels,
                                                task::Metric metric, double keep,
                                                bool per_class = false);

}  // namespace tango::evaluate
