// Thresholds of few gates: every combination of them.
#pragma once

#include <span>

#include "calibrate/tiers/frontier.h"

namespace tango::calibrate {

/// Exact for one or two gates, on a grid for more. O(texts²) for two, up to 2,000 thresholds of
/// the first; 40^(gates - 2) times as long for more.
[[nodiscard]] Frontier frontier_by_enumeration(std::span<const TieredText> texts,
                                               const TierCosts& costs,
                                               std::span<const Promise> promises);

}  // namespace tango::calibrate
