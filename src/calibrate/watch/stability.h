// How far a distribution has moved: of confidences in bins, or of texts over tiers.
#pragma once

#include <cstdint>
#include <span>

namespace tango::calibrate {

/// The population stability index, sum of (actual - expected) · ln(actual / expected) over shares;
/// each count is raised by 0.5, so that an empty bin does not make it infinite. By custom below 0.1
/// is stable and above 0.25 has moved; it is a description, no test. 0 where either has no text.
/// Precondition: as many bins in both.
[[nodiscard]] double population_stability_index(std::span<const std::int64_t> expected,
                                                std::span<const std::int64_t> actual);

}  // namespace tango::calibrate
