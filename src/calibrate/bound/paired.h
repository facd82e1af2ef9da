// An exact test that a cascade is right about as often as its last tier, from labelled texts.
//
// The cascade keeps a share `keep` of the last tier's accuracy where
//   E[right(cascade) - keep · right(last)] >= 0   ⟺   lost - gained <= (1 - keep) · accuracy(last),
// with lost = P(last right, cascade wrong) and gained = P(cascade right, last wrong). This is a
// test of non-inferiority of paired proportions, whose nuisance parameters are `gained` and the
// accuracy. Rejection is ordered by the score statistic; its probability is maximised over 99.8 %
// and 99.7 % confidence intervals of the two (Berger and Boos 1994, "P values maximized over a
// confidence set for the nuisance parameter"), so that the level holds at every sample size.
#pragma once

#include <cstdint>

namespace tango::calibrate {

/// Of labelled texts, at one threshold.
struct PairedCounts {
  std::int64_t texts = 0;
  std::int64_t last_right = 0;  ///< Texts on which the last tier is right.
  std::int64_t lost = 0;        ///< Last tier right, cascade wrong.
  std::int64_t gained = 0;      ///< Last tier wrong, cascade right.
};

/// Whether the counts show that the cascade keeps `keep` of the last tier's accuracy: says so of a
/// cascade that does not with probability at most `significance`. False where nothing can be shown.
/// `guessed_accuracy` of the last tier, in (0, 1], not from these texts: it matters for power
/// alone. Preconditions: keep and significance in (0, 1); last_right + gained <= texts, lost <=
/// last_right.
[[nodiscard]] bool shows_accuracy_kept(const PairedCounts& counts, double keep, double significance,
                                       double guessed_accuracy = 0.9);

}  // namespace tango::calibrate
