// Quality against time where each class that a tier predicts has a threshold of its own.
#pragma once

#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"
#include "evaluate/sweep_keeper.h"

namespace tango::evaluate {

/// Shows `keeper` the front of one threshold for all classes, and points of a threshold for each;
/// every tier accepts something, unless it is on the way to the next.
/// Two tiers and two labels: every pair of thresholds, of the first class's as many as
/// `most_points` allows. Else one threshold after another is set to the best for a price of time,
/// until none changes, at many prices. Answers are labels, of at least two tiers.
void sweep_classes(const RecordedRun& run, const SweepOptions& options, SweepKeeper& keeper);

}  // namespace tango::evaluate
