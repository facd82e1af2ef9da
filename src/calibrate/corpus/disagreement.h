// How probable it is that the last tier answers otherwise, from the cheap tier's confidence.
#pragma once

#include <span>

namespace tango::calibrate {

/// sigmoid(intercept + slope · logit(confidence)). It only steers: no promise rests on it. Before
/// anything is known it is what distilled students are like, which are more often right than they
/// are sure.
struct DisagreementModel {
  double intercept = 0;
  double slope = -1.25;

  [[nodiscard]] double probability(float confidence) const;
};

/// Maximum likelihood with a pull to what it is before anything is known, by Newton's method.
[[nodiscard]] DisagreementModel fit_disagreement(std::span<const float> confidences,
                                                 std::span<const bool> differs);

}  // namespace tango::calibrate
