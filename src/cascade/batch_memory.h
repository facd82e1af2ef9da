// The batch sizes at which a tier runs fastest on this machine, once they have been measured.
#pragma once

#include <optional>
#include <vector>

#include "cascade/batch_limits.h"
#include "cascade/cascade.h"
#include "cascade/tier.h"

namespace tango::cascade {

/// nullopt until measured for the same model, precision, instruction set, version of Tango and
/// number of workers.
[[nodiscard]] std::optional<BatchLimits> remembered_limits(const Tier& tier, int workers);

/// Does nothing for a tier without an identity.
void remember_limits(const Tier& tier, int workers, const BatchLimits& limits);

/// One per tier: those of `given` first, then the remembered ones, else BatchLimits{}.
[[nodiscard]] std::vector<BatchLimits> limits_of_tiers(const Cascade& cascade, int workers,
                                                       std::vector<BatchLimits> given);

}  // namespace tango::cascade
