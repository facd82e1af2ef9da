// The threshold of labelled texts, whose losses need not fall as it rises.
//
// All thresholds are tested from the strictest down until one fails, each at the full significance.
// That their order is fixed beforehand is enough: to return a threshold that breaks the promise,
// the scan must have passed the highest such one, which does not depend on the texts. Nothing is
// chosen, so all texts certify.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "calibrate/bound/paired.h"
#include "calibrate/threshold/groups.h"
#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

struct LabelledText {
  float confidence = 0;  ///< Of the cheap tier; NaN: never accepted.
  bool cheap_right = false;
  bool last_right = false;
};

struct LabelledChoice {
  float threshold = kAcceptNothing;  ///< This where no other passed: it needs no test.
  PairedCounts counts;               ///< At the threshold.
};

/// The texts that count, with their confidences falling, and how often the last tier is right.
struct LabelledScan {
  std::vector<LabelledText> falling;
  PairedCounts nothing_accepted;
};
[[nodiscard]] LabelledScan scan_of(std::span<const LabelledText> texts);

/// The lowest threshold down to which `shows(choice)` is true at all. Between confidences nothing
/// changes, so that each group of equal ones is one step.
template <typename Test>
[[nodiscard]] LabelledChoice lowest_threshold(const LabelledScan& scan, Test shows) {
  LabelledChoice choice{.counts = scan.nothing_accepted};
  LabelledChoice candidate = choice;
  PairedCounts& counts = candidate.counts;
  const auto& falling = scan.falling;
  bool changed = true;  // the counts, since they were shown
  for (std::size_t i = 0; i < falling.size(); ++i) {
    const bool lost = falling[i].last_right && !falling[i].cheap_right;
    const bool gained = !falling[i].last_right && falling[i].cheap_right;
    counts.lost += lost ? 1 : 0;
    counts.gained += gained ? 1 : 0;
    changed = changed || lost || gained;
    const bool ends = i + 1 == falling.size();
    if (!ends && falling[i + 1].confidence == falling[i].confidence) continue;
    candidate.threshold = ends ? 0 : just_above(falling[i + 1].confidence);
    if (candidate.threshold >= 1) continue;
    if (changed && !shows(candidate)) break;
    changed = false;
    choice = candidate;
  }
  return choice;
}

/// E[right(cascade) - keep · right(last tier)] >= 0 of a group's texts together, at the threshold,
/// with probability 1 - significance over the draw of the groups. Where each text is one, by the
/// exact paired test; else by a deadline bet on whole groups, which assumes that no group holds
/// more texts than the largest one here.
[[nodiscard]] LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts,
                                                       const Groups& groups, double keep,
                                                       double significance);
/// The same of texts each of which is independent of the others.
[[nodiscard]] LabelledChoice choose_labelled_threshold(std::span<const LabelledText> texts,
                                                       double keep, double significance);

}  // namespace tango::calibrate
