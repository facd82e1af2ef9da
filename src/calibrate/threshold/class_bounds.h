// What the chosen threshold is shown to keep of every class, stated beforehand or not.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/threshold/monotone.h"

namespace tango::calibrate {

struct ClassBound {
  std::int64_t texts = 0;   ///< Of the class, in the sample.
  std::int64_t losses = 0;  ///< Of them, at the chosen threshold.
  /// At least this share of the class's texts keeps the reference's answer; 0 where nothing is
  /// shown.
  double kept_at_least = 0;
};

/// For the classes 0 … num_classes - 1, all at once: with probability 1 - significance every
/// `kept_at_least` is true (Bonferroni's inequality over the classes).
///
/// The threshold was chosen from these very texts, so a bound at it would flatter. Of two that do
/// not, a class gets the better, at nine and one tenth of its level. The one is at the threshold
/// that the scan would have chosen had no text of the class differed: it depends on the other
/// classes' texts alone, which are independent of those of the class, and is never above the chosen
/// one, so that it loses at least as much of the class. Where most losses are the class's own, that
/// threshold may accept everything. The other bound then tells more: it holds at every threshold at
/// once, as one for each number of losses that n texts of the class can have, each at 1/n of the
/// level. Where groups hold several texts, whole groups are bounded, by the first alone.
/// Preconditions: as choose_threshold; all texts of a group are of one class, as copies of a text
/// are.
[[nodiscard]] std::vector<ClassBound> class_bounds(std::span<const ScoredText> texts,
                                                   std::span<const Promise> promises,
                                                   double significance, int num_classes);

}  // namespace tango::calibrate
