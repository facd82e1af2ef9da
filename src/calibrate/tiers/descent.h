// Thresholds of many gates: those that a search by coordinates goes through.
//
// A promise does not depend on how its candidates were found, only how much is deferred does.
#pragma once

#include <span>

#include "calibrate/tiers/frontier.h"

namespace tango::calibrate {

/// For prices of a loss from dear to cheap and back, the thresholds that cost and lose least
/// together are looked for by changing those of one gate, or all of one tier to one, while that
/// helps; all that is measured on the way counts. O(gates² · texts · log(texts)) for each price.
[[nodiscard]] Frontier frontier_by_descent(std::span<const TieredText> texts,
                                           const TierCosts& costs,
                                           std::span<const Promise> promises);

}  // namespace tango::calibrate
