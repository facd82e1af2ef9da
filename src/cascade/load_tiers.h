// From the configuration of a tier to a tier that runs.
#pragma once

#include <span>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/cascade_config.h"
#include "cascade/tier.h"

namespace tango::cascade {

/// Appends a model's tier, and before it those of its exits, which share its weights and its
/// precision. `configs`: the exits in their order, then the model. Throws as Cascade::load.
void load_tiers(std::span<const TierConfig> configs, const LoadOptions& options,
                std::vector<Tier>& tiers);

}  // namespace tango::cascade
