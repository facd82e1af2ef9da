// How much a result would differ on other texts of the same kind.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "evaluate/band.h"
#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

/// A number of a run; nullopt where the run has none.
using Statistic = std::function<std::optional<double>(const RecordedRun&)>;

/// Of as many texts as there are, drawn with replacement; each text keeps its answers and times of
/// every tier, so that ratios between tiers are paired. Draws without the number are left out.
[[nodiscard]] Band bootstrap(const RecordedRun& run, int resamples, std::uint64_t seed,
                             const Statistic& statistic);

/// The fastest thresholds that keep `share` of the last tier's score on one half of the texts, and
/// what they are worth on the other.
struct HalfSplit {
  std::vector<cascade::Threshold> thresholds;
  double kept = 0;  ///< Score over the last tier's, on the other half.
  double speedup = 0;
};

[[nodiscard]] std::vector<HalfSplit> half_splits(const RecordedRun& run, double share, int count,
                                                 std::uint64_t seed,
                                                 const SweepOptions& options = {});

/// The last tier's seconds over those of the fastest thresholds that keep `share` of its score.
[[nodiscard]] std::optional<double> speedup_at(const RecordedRun& run, double share,
                                               const SweepOptions& options = {});

}  // namespace tango::evaluate
