// Where a cascade's first tier is wrong, and what deferring changes there.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "evaluate/recorded_run.h"

namespace tango::evaluate {

/// A share of the texts, by the first tier's confidence (Mamou et al. 2022, figure 4's columns).
struct ConfidenceQuantile {
  float lowest = 0, highest = 0;  ///< Confidences in it.
  std::size_t texts = 0;
  std::size_t fixed = 0;       ///< F-T: the last tier's answer is worth more than the first's.
  std::size_t introduced = 0;  ///< T-F: it is worth less.
  double first_credit = 0;     ///< Mean worth of the first tier's answers: 1 right, 0 wrong.
  double last_credit = 0;
};

/// What one answer is worth alone: 1 right, 0 wrong, or its credit.
[[nodiscard]] double credit_of(const Grading& grading, std::size_t tier, std::size_t text);

/// `count` parts of like size, the least sure first; where texts have equal confidence, by
/// position.
[[nodiscard]] std::vector<ConfidenceQuantile> confidence_quantiles(const RecordedRun& run,
                                                                   std::size_t count);

struct ReliabilityBin {
  double lowest = 0, highest = 0;  ///< Confidences that belong to it: of bins of one width.
  std::size_t texts = 0;
  double confidence = 0;  ///< Mean.
  double credit = 0;      ///< Mean.
};

/// Bins of one width over 0 … 1; the last holds 1.
[[nodiscard]] std::vector<ReliabilityBin> reliability(std::span<const float> confidences,
                                                      std::span<const double> credits,
                                                      std::size_t bins);

/// Expected calibration error (Guo et al. 2017, equation 3): the mean distance between confidence
/// and credit, over bins weighted by their texts.
[[nodiscard]] double expected_calibration_error(std::span<const ReliabilityBin> bins);

}  // namespace tango::evaluate
