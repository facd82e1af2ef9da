// What deferring texts by chance is worth: confidence must beat it.
#pragma once

#include <cstdint>
#include <vector>

#include "evaluate/band.h"
#include "evaluate/recorded_run.h"

namespace tango::evaluate {

struct RandomDeferral {
  struct Point {
    double deferral_rate;
    Band score;
    Band seconds;
  };
  std::vector<Point> curve;  ///< From nothing deferred to everything.
  /// [shares x draws]: seconds of the smallest prefix that keeps the share of the last tier's
  /// score.
  std::vector<std::vector<double>> seconds_that_keep;
};

struct RandomDeferralOptions {
  int draws = 200;
  int steps = 100;                   ///< Of the curve.
  std::vector<double> shares{0.98};  ///< Of the last tier's score, for seconds_that_keep.
  std::uint64_t seed = 1;
};

/// Between the first and the last tier; in each draw texts are deferred in a random order.
[[nodiscard]] RandomDeferral random_deferral(const RecordedRun& run,
                                             const RandomDeferralOptions& options = {});

}  // namespace tango::evaluate
