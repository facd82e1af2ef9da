// Thresholds of all tiers but the last, chosen jointly: Pareto testing (Laufer-Goldshtein et al.
// 2023, "Efficiently controlling multiple risks with Pareto testing").
//
// On set A every combination of a grid is measured. Those that no other beats in both cost and
// losses are the frontier; the texts that certify test it from the fewest losses to the most, each
// at the full significance, until one fails. Between tiers a loss need not fall as a threshold
// rises (a middle tier may differ where the first did not), so the scan of one threshold does not
// apply.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tango::calibrate {

/// What the tiers but the last say of one text.
struct TieredText {
  std::vector<float> confidences;  ///< [tiers - 1]; NaN: never accepted.
  std::vector<bool> differs;       ///< [tiers - 1] From the last tier's answer.
};

/// One combination, as measured on some texts.
struct TierCandidate {
  std::vector<float> thresholds;  ///< [tiers - 1]
  double cost = 0;                ///< Mean of a text, in the units of the tiers' costs.
  double risk = 0;                ///< Share of the texts whose answer differs from the last tier's.
};

struct TierChoice {
  std::vector<float> thresholds;        ///< kAcceptNothing for a tier that is left out.
  std::int64_t losses = 0;              ///< Of the certifying texts, at the thresholds.
  std::vector<TierCandidate> frontier;  ///< From set A, risks rising, costs falling.
  std::size_t passed = 0;  ///< So many first of the frontier were shown to keep the promise.
  /// [tiers - 1] Whether the tier does not pay: the cascade without it is cheaper.
  std::vector<bool> left_out;
};

/// At most `risk` of all texts get another answer than the last tier's, with probability
/// 1 - significance over the draw of `certifying`. `costs`: of a text in each tier, the last
/// included; a tier's cost is paid by each text that
/// reaches it, unless it is left out. Every combination of `grid`
/// thresholds a tier is tried (and "nothing"): (grid + 1)^(tiers - 1) · texts of `choosing`.
/// Preconditions: costs positive, one more than the tiers of each text; grid at least 1.
[[nodiscard]] TierChoice choose_tiers(std::span<const TieredText> choosing,
                                      std::span<const TieredText> certifying,
                                      std::span<const double> costs, double risk,
                                      double significance, std::size_t grid = 40);

}  // namespace tango::calibrate
