// A tier of a cascade without the others, for tiers that lie on different machines.
#pragma once

#include <string>

#include "cascade/cascade_config.h"

namespace tango::cascade {

/// The cascade of tier `tier` (from 1) alone: it answers with the confidence that the tier has
/// among the others. Throws kUsage where there is no such tier; kUnsupported for one that goes on
/// from another (exits), is computed elsewhere, or has a learned score that looks at the tier
/// before; kInvalidModel where its labels are not the cascade's. Errors begin with `where`.
[[nodiscard]] CascadeConfig lone_tier(CascadeConfig config, int tier, const std::string& where);

}  // namespace tango::cascade
