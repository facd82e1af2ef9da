// Thresholds of all tiers but the last that no others beat in both cost and losses.
//
// Every combination is measured: exactly where there are one or two thresholds, on a grid where
// there are more. Between tiers a loss need not fall as a threshold rises: a middle tier may differ
// from the reference where the first did not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

/// What the tiers say of one text.
struct TieredText {
  std::vector<float> confidences;  ///< [tiers - 1]; NaN: never accepted.
  std::vector<bool> differs;       ///< [tiers] From the reference, which may be the last of them.
  int reference_class = 0;
};

/// One combination, as measured on some texts.
struct TierCandidate {
  std::vector<float> thresholds;  ///< [tiers - 1]; kAcceptNothing: the tier is left out.
  double cost = 0;                ///< Mean of a text, in the units of the tiers' costs.
  /// Share of the texts whose answer differs from the reference's. With several promises: of their
  /// risks, each as a multiple of its target, the largest, times the first target.
  double risk = 0;
};

struct Frontier {
  std::vector<TierCandidate> candidates;  ///< Risks rising, costs falling.
  /// [sets of tiers][risk in texts]: cost of the cheapest such candidate, infinity where there is
  /// none; bit i of the set: tier i (from 0) accepts something.
  std::vector<std::vector<double>> cheapest;

  /// The lowest cost with tier `tier` in use, at a risk of at most `risk`; infinity where none.
  [[nodiscard]] double cost_with(std::size_t tier, double risk) const;
};

/// `costs`: of a text in each tier, the last included; a tier's cost is paid by each text that
/// reaches it, unless it is left out. O(texts²) for two thresholds, up to 2,000 of the first.
/// Preconditions: at least two costs, at least one promise, risks in (0, 1).
[[nodiscard]] Frontier frontier_of(std::span<const TieredText> texts, std::span<const double> costs,
                                   std::span<const Promise> promises);

/// The tier (from 0) that answers.
[[nodiscard]] std::size_t answering_tier(const TieredText& text, std::span<const float> thresholds);

/// Of the texts that count for the promise.
struct PromiseCounts {
  std::int64_t texts = 0;
  std::int64_t losses = 0;
};

[[nodiscard]] PromiseCounts counts_at(std::span<const TieredText> texts, const Promise& promise,
                                      std::span<const float> thresholds);

}  // namespace tango::calibrate
