// What is reported of a cascade on labelled texts, for one way of running it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/band.h"
#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

using Times = std::vector<std::vector<double>>;  ///< [tiers x texts], seconds.

/// One way of running the tiers (batch size 1 on one core, say), timed several times.
struct Setting {
  std::string name;
  RecordedRun typical;         ///< Each text's median over the repeats.
  std::vector<Times> repeats;  ///< At least one.
};

/// `answers` without times. Requires: every repeat is [tiers x texts].
[[nodiscard]] Setting make_setting(std::string name, RecordedRun answers,
                                   std::vector<Times> repeats);

/// A curve beside the cascade's, in the same setting: the exits of one model, say.
struct Baseline {
  std::string name;
  std::vector<SweepPoint> points;
};

/// Speedup@ (Mamou et al. 2022, section 4): thresholds are those that are fastest by the typical
/// times; the speedup is each repeat's own.
struct SpeedupAt {
  double share = 0;
  SweepPoint point;
  double mean = 0, deviation = 0;  ///< Over repeats; the deviation is the sample's.
};

/// `points`: sweep's of the typical times. nullopt where no threshold keeps the share.
[[nodiscard]] std::optional<SpeedupAt> speedup_of_repeats(const Setting& setting,
                                                          std::span<const SweepPoint> points,
                                                          double share);

/// cascade_at or served_at.
using PointAt = SweepPoint (*)(const RecordedRun&, std::span<const cascade::Threshold>);

/// The same at thresholds that were chosen elsewhere (on another split).
[[nodiscard]] SpeedupAt at_thresholds(const Setting& setting,
                                      std::span<const cascade::Threshold> thresholds,
                                      PointAt point_at = cascade_at);

/// What the typical times would be on other texts of the same kind, all from the same resamples;
/// thresholds are chosen anew in each.
struct Resampled {
  std::vector<Band> scores;          ///< Of each tier.
  std::vector<Band> speedups;        ///< speedup@ of each share.
  std::vector<Band> class_speedups;  ///< The same, with a threshold for each class.
};

/// Without speedups where there is one tier, and without those of classes where answers are no
/// labels.
[[nodiscard]] Resampled resample(const RecordedRun& run, std::span<const double> shares,
                                 int resamples, std::uint64_t seed);

/// A part of the texts, and how many of it the first tier passes on.
struct GroupDeferral {
  std::string name;
  std::size_t texts = 0;
  std::size_t deferred = 0;
};

/// `groups`: of each text, an index into `names`.
[[nodiscard]] std::vector<GroupDeferral> deferral_by(const RecordedRun& run,
                                                     const cascade::Threshold& threshold,
                                                     std::span<const int> groups,
                                                     std::span<const std::string> names);

/// Texts that the cascade answers worse than one of its tiers alone would.
[[nodiscard]] std::vector<std::size_t> answered_worse(
    const RecordedRun& run, std::span<const cascade::Threshold> thresholds);

/// At most `most` of a curve's points, the first and the last among them: for a figure.
[[nodiscard]] std::vector<SweepPoint> thinned(std::span<const SweepPoint> points, std::size_t most);

}  // namespace tango::evaluate
