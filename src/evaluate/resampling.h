// How much a result would differ on other texts of the same kind.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "evaluate/band.h"
#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

/// Numbers of a run, always as many; nullopt where the run has none.
using Statistics = std::function<std::vector<std::optional<double>>(const RecordedRun&)>;

/// A band for each number, of as many texts as there are, drawn with replacement; each text keeps
/// its answers and times of every tier, so that ratios between tiers are paired. Draws without the
/// number are left out.
[[nodiscard]] std::vector<Band> bootstrap(const RecordedRun& run, int resamples, std::uint64_t seed,
                                          const Statistics& statistics);

/// The fastest thresholds that keep `share` of the last tier's score on one half of the texts, and
/// what they are worth on the other.
struct HalfSplit {
  std::vector<cascade::Threshold> thresholds;
  double kept = 0;  ///< Score over the last tier's, on the other half.
  double speedup = 0;
};

/// For each share; splits without such thresholds are left out.
[[nodiscard]] std::vector<std::vector<HalfSplit>> half_splits(const RecordedRun& run,
                                                              std::span<const double> shares,
                                                              int count, std::uint64_t seed,
                                                              const SweepOptions& options = {});

/// For each share the last tier's seconds over those of the fastest thresholds that keep it.
[[nodiscard]] std::vector<std::optional<double>> speedups_at(const RecordedRun& run,
                                                             std::span<const double> shares,
                                                             const SweepOptions& options = {});

}  // namespace tango::evaluate
