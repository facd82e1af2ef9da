// The best that two tiers could do, if one knew which texts to defer.
#pragma once

#include <vector>

#include "evaluate/recorded_run.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {

/// The oracle defers only texts that the second tier answers better than the first (F-T; Mamou et
/// al. 2022, section 5), and of these the best set. What is best depends on the metric:
///  - accuracy, and any metric of three labels and more: each F-T text is worth the same;
///  - F1 and MCC of two labels: found positives and found negatives are worth different amounts, so
///    every number of the one is tried with every number of the other;
///  - credits: the texts that gain most.
/// Tier 1 reads every text, tier 2 those deferred.
struct Oracle {
  /// Element m: the best score of at most m deferred texts, and the least time that reaches it.
  std::vector<SweepPoint> by_count;
  /// What no other set of deferred texts beats in both score and seconds, fastest first. Of
  /// credits: greatest gain per second first, which is the best set for each of its own times.
  std::vector<SweepPoint> by_time;
};

/// Of the first and the last tier of the run; at least two. Points have no thresholds.
[[nodiscard]] Oracle oracle(const RecordedRun& run);

}  // namespace tango::evaluate
