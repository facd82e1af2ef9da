// Quality against time over every choice of tiers and thresholds.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "cascade/threshold.h"
#include "evaluate/recorded_run.h"

namespace tango::evaluate {

/// What a cascade does at one choice of thresholds. A tier whose threshold is 1 accepts nothing; it
/// counts as left out of the cascade, so it takes no time.
struct SweepPoint {
  std::vector<cascade::Threshold> thresholds;  ///< One per tier but the last.
  double score = 0;
  double seconds = 0;        ///< Of all texts, each through every tier that reads it.
  std::size_t deferred = 0;  ///< Texts that the first tier passes on.
};

/// The tier (from 0) that answers the text at these thresholds.
[[nodiscard]] std::size_t answering_tier(const RecordedRun& run, std::size_t text,
                                         std::span<const cascade::Threshold> thresholds);

/// The rule text by text (Mamou et al. 2022, algorithm 1) where the cascade is served with these
/// thresholds: a tier whose threshold is 1 reads what reaches it like any other.
[[nodiscard]] SweepPoint served_at(const RecordedRun& run,
                                   std::span<const cascade::Threshold> thresholds);

/// The same of the cascade without the tiers whose threshold is 1: what `sweep` must agree with.
[[nodiscard]] SweepPoint cascade_at(const RecordedRun& run,
                                    std::span<const cascade::Threshold> thresholds);

struct SweepOptions {
  /// Points that are looked at, roughly: with three tiers and more, as many thresholds of the
  /// later tiers are tried as that allows, evenly over their texts; the first tier's are tried all.
  /// Tiers are left out in every way; of more than seven, at most four stay.
  std::size_t most_points = 10'000'000;
  /// A threshold for each class that a tier predicts, in the place of one for all (class_sweep.h).
  /// Where answers are no labels there are no classes, and one tier has no threshold.
  bool per_class = false;
};

/// Two tiers: a point for every threshold that tells texts apart, 1 (the last tier alone) first, 0
/// last.
/// More: those points that no other beats in both score and seconds, fastest first. One: itself.
[[nodiscard]] std::vector<SweepPoint> sweep(const RecordedRun& run,
                                            const SweepOptions& options = {});

/// Those that no other beats in both score and seconds, fastest first; of equals the first.
[[nodiscard]] std::vector<SweepPoint> pareto_front(std::vector<SweepPoint> points);

/// For each share of the last tier's score the fastest point that keeps it: what fastest_that_keeps
/// finds among those of `sweep`, without holding them all.
[[nodiscard]] std::vector<std::optional<SweepPoint>> fastest_that_keep(
    const RecordedRun& run, std::span<const double> shares, const SweepOptions& options = {});

/// The fastest point that keeps `share` of `score` (speedup@ of Mamou et al. 2022, section 4, is
/// `seconds` of the last tier over this point's). No value lies between two points.
[[nodiscard]] std::optional<SweepPoint> fastest_that_keeps(std::span<const SweepPoint> points,
                                                           double score, double share);

}  // namespace tango::evaluate
