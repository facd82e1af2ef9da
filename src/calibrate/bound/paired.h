// An exact test that a cascade is right about as often as its last tier, from labelled texts.
//
// The cascade keeps a share `keep` of the last tier's accuracy where
//   E[right(cascade) - keep · right(last)] >= 0   ⟺   lost - gained <= (1 - keep) · accuracy(last),
// with lost = P(last right, cascade wrong) and gained = P(cascade right, last wrong). This is a
// test of non-inferiority of paired proportions, whose nuisance parameters are `gained` and the
// accuracy. Rejection is ordered by the score statistic and the likelihood ratio at the margin that
// the texts' own accuracy gives; its probability is maximised over a 99.9 % confidence set of both
// (Berger and Boos 1994, "P values maximized over a confidence set for the nuisance parameter"), so
// that the level holds at every sample size.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>

namespace tango::calibrate {

/// Of labelled texts, at one threshold.
struct PairedCounts {
  std::int64_t texts = 0;
  std::int64_t last_right = 0;  ///< Texts on which the last tier is right.
  std::int64_t lost = 0;        ///< Last tier right, cascade wrong.
  std::int64_t gained = 0;      ///< Last tier wrong, cascade right.
};

/// On how many accuracies and shares of gains the maximum is looked for. The probability is a
/// polynomial of both that turns on the scale of the counts' deviations; finer grids move it by
/// less than a hundredth of the significance, which is held back.
struct PairedGrid {
  int accuracies = 13;
  int gains = 24;
};

/// The p-value: the maximum over the confidence set, and what the set itself may err. 1 where
/// nothing can be shown.
[[nodiscard]] double paired_p_value(const PairedCounts& counts, double keep, double significance,
                                    const PairedGrid& grid = {});

/// Whether the counts show that the cascade keeps `keep` of the last tier's accuracy: says so of a
/// cascade that does not with probability at most `significance`. False where nothing can be shown.
/// Preconditions: keep and significance in (0, 1); last_right + gained <= texts, lost <=
/// last_right.
[[nodiscard]] bool shows_accuracy_kept(const PairedCounts& counts, double keep,
                                       double significance);

/// The same, and remembers what it has found: more lost texts never show more. Not thread-safe.
class PairedTest {
 public:
  PairedTest(double keep, double significance) : keep_(keep), significance_(significance) {}

  [[nodiscard]] bool shows(const PairedCounts& counts);

 private:
  struct Known {
    std::int64_t most_shown = -1;  ///< Lost texts.
    std::int64_t least_not_shown = std::numeric_limits<std::int64_t>::max();
  };

  double keep_;
  double significance_;
  std::map<std::array<std::int64_t, 3>, Known> known_;  // by texts, last_right, gained
};

}  // namespace tango::calibrate
