// Risks of dependent texts: whole groups are the units.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

/// One group's part in a promise.
struct GroupTexts {
  std::int64_t texts = 0;        ///< That count for the promise.
  std::vector<float> differing;  ///< The confidences of those whose answers differ, falling.
};

/// Of the groups with a text that counts, in the order of their first texts.
[[nodiscard]] std::vector<GroupTexts> groups_of(std::span<const ScoredText> texts,
                                                const Promise& promise);

/// Whether the groups show that E[losses of a group] <= risk · E[texts of a group] at the threshold
/// (not above it, at this significance).
[[nodiscard]] bool groups_show(std::span<const GroupTexts> groups, double risk, float threshold,
                               double significance);

}  // namespace tango::calibrate
