// Thresholds of all tiers but the last, chosen jointly: Pareto testing (Laufer-Goldshtein et al.
// 2023, "Efficiently controlling multiple risks with Pareto testing").
//
// The frontier is that of set A; the texts that certify test it from the least risk to the most,
// after some stricter candidates, each at the full significance, until one fails.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "calibrate/tiers/certifying.h"
#include "calibrate/tiers/frontier.h"

namespace tango::calibrate {

/// So many candidates of the frontier are tested at most.
inline constexpr std::size_t kMostTested = 60;

struct TierChoice {
  std::vector<float> thresholds;        ///< kAcceptNothing for a gate that is left out.
  std::vector<PromiseCounts> promises;  ///< Of the certifying texts, at the thresholds.
  /// That were tested, or would have been: from set A, risks not falling, costs not rising.
  std::vector<TierCandidate> frontier;
  std::size_t passed = 0;  ///< So many first of them were shown to keep every promise.
  /// [tiers - 1] Of a tier that is left out: the lowest cost with it at no more risk, on set A;
  /// infinity where no threshold of it has so little.
  std::vector<std::optional<double>> cost_with;
};

/// All promises of `certifying` hold at the thresholds with probability 1 - its significance over
/// the draw of its texts. Nothing is accepted where no candidate passes: if the last tier is not
/// the reference, that needs a test, too, and `passed` is 0. Preconditions: as frontier_of.
[[nodiscard]] TierChoice choose_tiers(std::span<const TieredText> choosing,
                                      CertifyingTexts& certifying, const TierCosts& costs);
/// The same of texts each of which is independent of the others.
[[nodiscard]] TierChoice choose_tiers(std::span<const TieredText> choosing,
                                      std::span<const TieredText> certifying,
                                      const TierCosts& costs, std::span<const Promise> promises,
                                      double significance);

/// The thresholds that lose least on set A among those that cost at most `most`. nullopt where none
/// is as cheap. One candidate: whatever bound the certifying texts give at it holds.
[[nodiscard]] std::optional<TierChoice> choose_at_cost(std::span<const TieredText> choosing,
                                                       std::span<const TieredText> certifying,
                                                       const TierCosts& costs, double most);

}  // namespace tango::calibrate
