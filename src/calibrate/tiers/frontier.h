// Thresholds of all tiers but the last that no others beat in both cost and losses.
//
// A tier has one gate, or one for each class that it may answer: a threshold that the confidence of
// such an answer must reach. Every combination of up to four thresholds is measured
// (tiers/enumeration.h); of more, those that a search goes through (tiers/descent.h). Between tiers
// a loss need not fall as a threshold rises: a middle tier may differ from the reference where the
// first did not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

/// Of an answer that a gate never accepts.
inline constexpr float kNoConfidence = std::numeric_limits<float>::quiet_NaN();

/// What the tiers say of one text.
struct TieredText {
  /// [gates] kNoConfidence: never accepted, as at the gates of the classes that the tier does not
  /// answer.
  std::vector<float> confidences;
  /// [gates + 1] What is lost by the answer of the gate's tier, and by the last tier's: 1 where it
  /// is another than the reference's, which may be the last tier's. Of a promise of accuracy: 1
  /// where the last tier alone is right, -1 where this one alone is.
  std::vector<std::int8_t> losses;
  int reference_class = 0;
  bool last_right = false;  ///< Whether the last tier is right, for a promise of accuracy.
};

/// What a text costs, and where it can be accepted.
struct TierCosts {
  // NOLINTNEXTLINE(google-explicit-constructor): costs alone, where a tier has one gate
  TierCosts(std::vector<double> of_tiers, std::size_t gates_of_tier = 1,
            std::vector<bool> tiers_that_go_on = {})
      : tiers(std::move(of_tiers)), gates(gates_of_tier), goes_on(std::move(tiers_that_go_on)) {}

  std::vector<double> tiers;  ///< In each tier alone, the last included.
  std::size_t gates;          ///< Of each tier but the last.
  /// [tiers] Whether the tier's work begins with that of the one before, which is not done again
  /// where that tier has read the text. Empty: none's does.
  std::vector<bool> goes_on;

  /// In the tier, of a text that reaches it; `is_used`: whether an earlier tier reads texts.
  template <typename IsUsed>
  [[nodiscard]] double of(std::size_t tier, const IsUsed& is_used) const {
    for (std::size_t done = tier; !goes_on.empty() && goes_on[done];) {
      if (is_used(--done)) return tiers[tier] - tiers[done];
    }
    return tiers[tier];
  }

  [[nodiscard]] std::size_t all_gates() const { return (tiers.size() - 1) * gates; }
};

/// Whether a gate of the tier accepts anything.
[[nodiscard]] bool is_used(std::span<const float> thresholds, const TierCosts& costs,
                           std::size_t tier);

/// [tiers] What a text costs that the tier answers.
[[nodiscard]] std::vector<double> costs_until(std::span<const float> thresholds,
                                              const TierCosts& costs);

/// One combination, as measured on some texts.
struct TierCandidate {
  std::vector<float> thresholds;  ///< [gates]; kAcceptNothing: the gate is left out.
  double cost = 0;                ///< Mean of a text, in the units of the tiers' costs.
  /// Share of the texts whose answer differs from the reference's; of accuracy, of that which is
  /// lost. With several promises: of their risks, each as a multiple of its target, the largest,
  /// times the first target. At least 0.
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

/// A tier's cost is paid by each text that reaches it, unless all its gates are left out.
/// Preconditions: at least two costs, at least one promise, risks in (0, 1).
[[nodiscard]] Frontier frontier_of(std::span<const TieredText> texts, const TierCosts& costs,
                                   std::span<const Promise> promises);

/// The gate (from 0) that accepts, or the number of gates: the last tier answers.
[[nodiscard]] std::size_t answering_gate(const TieredText& text, std::span<const float> thresholds);

/// Of the texts that count for the promise.
struct PromiseCounts {
  std::int64_t texts = 0;   ///< Of accuracy: those that the last tier answers rightly.
  std::int64_t losses = 0;  ///< Of accuracy: texts lost less texts gained, of all.
};

[[nodiscard]] PromiseCounts counts_at(std::span<const TieredText> texts, const Promise& promise,
                                      std::span<const float> thresholds);

}  // namespace tango::calibrate
