// One model that may stop after any of its layers.
#pragma once

#include <vector>

#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

/// DeeBERT's rule (Xin et al. 2020, section 3.2): a text leaves at the first layer that is sure
/// enough; one threshold serves all layers. `layers` is a run whose tiers are the exits of one
/// model: `seconds` of an exit are those since the exit before. With confidence kEntropy, threshold
/// t is their S = (1 - t) log(labels). A point for every threshold that tells texts apart, 1 first.
/// `thresholds` holds that one value; `deferred` counts texts that pass the first exit.
[[nodiscard]] std::vector<SweepPoint> sweep_exits(const RecordedRun& layers);

}  // namespace tango::evaluate
