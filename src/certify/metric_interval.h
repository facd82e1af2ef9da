// Metrics that are no means over texts: estimated by the bootstrap, since no bound holds for them.
#pragma once

#include <span>
#include <vector>

#include "cascade/threshold.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"
#include "task/metric.h"

namespace tango::certify {

struct MetricInterval {
  double cascade = 0;  ///< The metric on the texts, of the cascade
  double last = 0;     ///< and of the last tier alone.
  double low = 0;      ///< Cascade's less last tier's: in 95 of 100 resamples within
  double high = 0;     ///< these two.
  int resamples = 0;
};

/// Of these rows of a sample with right answers, at the thresholds; of questions (`num_labels` is
/// 0, and the outputs have spans) their mean F1, as SQuAD 1.1 scores them. Whole groups are drawn,
/// with replacement; equal inputs give equal intervals. Precondition: at least one row.
[[nodiscard]] MetricInterval metric_interval(const Sample& sample, const TierOutputs& outputs,
                                             std::span<const cascade::Threshold> thresholds,
                                             std::span<const std::size_t> rows, task::Metric metric,
                                             int num_labels);

}  // namespace tango::certify
