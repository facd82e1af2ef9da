// Quality against time with one threshold a tier, where every tier reads what reaches it.
#pragma once

#include <cstddef>

#include "evaluate/recorded_run.h"
#include "evaluate/sweep_keeper.h"

namespace tango::evaluate {

/// Shows `keeper` every threshold of the first tier that tells texts apart, combined with as many
/// of the later ones as `most_points` allows, evenly over their texts. None is 1, as a tier that
/// accepts nothing is better left out, unless it is on the way to the next. At least two tiers.
void sweep_thresholds(const RecordedRun& run, std::size_t most_points, SweepKeeper& keeper);

}  // namespace tango::evaluate
