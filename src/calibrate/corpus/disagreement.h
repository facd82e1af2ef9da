// How probable it is that the last tier answers otherwise, from the cheap tier's confidence.
#pragma once

#include <span>

namespace tango::calibrate {

/// sigmoid(intercept + slope · logit(confidence)). It only steers: no promise rests on it.
struct DisagreementModel {
  double intercept = 0;
  double slope = -1;

  [[nodiscard]] double probability(float confidence) const;
};

/// Maximum likelihood with a weak pull to "disagrees with probability 1 - confidence", by Newton's
/// method.
[[nodiscard]] DisagreementModel fit_disagreement(std::span<const float> confidences,
                                                 std::span<const bool> differs);

}  // namespace tango::calibrate
