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
/// The threshold was chosen from these very texts, so a bound at it would flatter. Therefore class
/// c is bounded at the threshold that the scan would have chosen had no text of class c differed:
/// it depends on the other classes' texts alone, which are independent of those of c, and is never
/// above the chosen one, so that it loses at least as much of c. Where groups hold several texts,
/// whole groups are bounded. Preconditions: as choose_threshold; all texts of a group are of one
/// class, as copies of a text are.
[[nodiscard]] std::vector<ClassBound> class_bounds(std::span<const ScoredText> texts,
                                                   std::span<const Promise> promises,
                                                   double significance, int num_classes);

}  // namespace tango::calibrate
