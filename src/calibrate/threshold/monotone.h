// The lowest threshold whose risk is shown to be small, for losses that fall as the threshold
// rises: an accepted text's answer differs from the reference's, a deferred one's never does.
//
// Why it holds, with everything chosen on the texts that certify: Bates et al. 2021,
// "Distribution-free, risk-controlling prediction sets", theorem 1. Thresholds are tested from
// strict to lax; to end below a threshold whose promise is broken, the scan must pass the highest
// broken one, at which it errs with probability at most `significance`. Several promises are one
// test at each threshold, which passes where all do, so they hold together at the same level.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

/// What a promise rests on at the chosen threshold.
struct PromiseEvidence {
  std::int64_t texts = 0;            ///< That count for it.
  std::int64_t losses = 0;           ///< Of them, at the threshold.
  float threshold = kAcceptNothing;  ///< The lowest that this promise alone allows.
};

struct MonotoneChoice {
  float threshold = kAcceptNothing;       ///< 0 accepts every text.
  std::int64_t accepted = 0;              ///< Of the texts, at the threshold.
  std::vector<PromiseEvidence> promises;  ///< In the order of the promises.
};

/// All promises hold at the threshold with probability 1 - significance over the draw of the texts.
/// Independent texts are bounded by Clopper and Pearson; where groups hold several, by a deadline
/// bet on whole groups, which assumes that no group holds more texts than the largest one here.
/// Preconditions: at least one promise, risks and significance in (0, 1).
[[nodiscard]] MonotoneChoice choose_threshold(std::span<const ScoredText> texts,
                                              std::span<const Promise> promises,
                                              double significance);

}  // namespace tango::calibrate
