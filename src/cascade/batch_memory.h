// Which batches a tier runs fastest in on this machine, once they have been measured.
#pragma once

#include <optional>
#include <vector>

#include "cascade/batch_pool.h"
#include "cascade/cascade.h"
#include "cascade/tier.h"

namespace tango::cascade {

/// Nothing before they were measured for the same model, precision, instruction set, version of
/// Tango and number of workers.
[[nodiscard]] std::optional<BatchLimits> remembered_limits(const Tier& tier, int workers);

/// Does nothing for a tier without an identity.
void remember_limits(const Tier& tier, int workers, const BatchLimits& limits);

/// One a tier: `given` as far as they go, then what is remembered, else BatchLimits{}.
[[nodiscard]] std::vector<BatchLimits> limits_of_tiers(const Cascade& cascade, int workers,
                                                       std::vector<BatchLimits> given);

}  // namespace tango::cascade
