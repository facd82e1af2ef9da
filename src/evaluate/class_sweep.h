// Quality against time where each class that a tier predicts has a threshold of its own.
#pragma once

#include <vector>

#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

/// Points that no other found beats in both score and seconds, fastest first; those of one
/// threshold for all classes compete. Two tiers and two labels: every pair of thresholds, of the
/// first class's as many as `most_points` allows. Else one threshold after another is set to the
/// best for a price of time, until none changes, at many prices. Answers are labels, of at least
/// two tiers.
[[nodiscard]] std::vector<SweepPoint> sweep_classes(const RecordedRun& run,
                                                    const SweepOptions& options);

}  // namespace tango::evaluate
