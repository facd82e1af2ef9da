#include "calibrate/bound/paired.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"

namespace tango::calibrate {
namespace {

// Counts of `texts` texts with these probabilities.
PairedCounts draw(std::uint64_t seed, std::int64_t texts, double accuracy, double lost,
                  double gained) {
  const base::RandomStream random(seed, "paired");
  PairedCounts counts{.texts = texts};
  for (std::int64_t i = 0; i < texts; ++i) {
    const double u =
        static_cast<double>(random.bits(static_cast<std::uint64_t>(i)) >> 11U) * 0x1p-53;
    counts.lost += u < lost ? 1 : 0;
    counts.last_right += u < accuracy ? 1 : 0;
    counts.gained += u >= accuracy && u < accuracy + gained ? 1 : 0;
  }
  return counts;
}

double share_shown(std::int64_t texts, double keep, double lost, double gained) {
  constexpr int kRuns = 1000;
  int shown = 0;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    shown += shows_accuracy_kept(draw(run, texts, 0.9, lost, gained), keep, 0.05) ? 1 : 0;
  }
  return shown / static_cast<double>(kRuns);
}

TEST(Paired, SaysItOfABrokenCascadeAtMostAsOftenAsAllowed) {
  for (const double gained : {0.0, 0.005, 0.03}) {
    // Just broken: lost - gained = (1 - keep) · accuracy. 50 expected at most, deviation 7.
    EXPECT_LT(share_shown(300, 0.95, 0.045 + gained, gained), 0.071);
    EXPECT_LT(share_shown(1000, 0.98, 0.018 + gained, gained), 0.071);
  }
}

TEST(Paired, HasNearlyThePowerOfTheNormalApproximation) {
  // Mean lost - gained 0.009 below the margin, deviation sqrt(0.029 / 1000): 1.67 deviations, of
  // which the normal approximation shows about half.
  EXPECT_GT(share_shown(1000, 0.98, 0.019, 0.01), 0.40);
}

TEST(Paired, AddsUpEveryOutcome) {
  const base::Json goldens =
      base::read_json(TANGO_SOURCE_DIR "/tests/golden/calibrate/bounds.json")["paired"];
  ASSERT_FALSE(goldens.empty());
  for (const base::Json& golden : goldens) {
    const PairedCounts counts{.texts = golden["texts"],
                              .last_right = golden["right"],
                              .lost = golden["lost"],
                              .gained = golden["gained"]};
    EXPECT_NEAR(paired_p_value(counts, golden["keep"], 0.05), golden["p_value"], 1e-8) << golden;
  }
}

TEST(Paired, AFinerGridFindsNoLargerProbability) {
  for (const PairedCounts& counts :
       {PairedCounts{.texts = 400, .last_right = 340, .lost = 8, .gained = 9},
        PairedCounts{.texts = 400, .last_right = 340, .lost = 3, .gained = 1},
        PairedCounts{.texts = 800, .last_right = 680, .lost = 14, .gained = 10},
        PairedCounts{.texts = 800, .last_right = 790, .lost = 7, .gained = 0},
        PairedCounts{.texts = 4000, .last_right = 2400, .lost = 90, .gained = 60}}) {
    const double coarse = paired_p_value(counts, 0.98, 0.05);
    const double fine = paired_p_value(counts, 0.98, 0.05, {.accuracies = 31, .gains = 151});
    EXPECT_LE(fine, 1.1 * paired_p_value(counts, 0.98, 0.05, {.accuracies = 5, .gains = 12}));
    EXPECT_LE(fine, coarse + 0.0005) << counts.texts << " " << counts.lost;  // 1 % of 0.05
    EXPECT_LE(coarse, fine + 1e-9);
    EXPECT_LT(coarse, 1);
  }
}

TEST(Paired, WithoutGainsAndErrorsItIsABinomialTest) {
  // 0.95^58 = 0.0510, 0.95^72 = 0.0249; the intervals of the nuisance parameters cost some texts.
  EXPECT_FALSE(shows_accuracy_kept({.texts = 58, .last_right = 58}, 0.95, 0.05));
  EXPECT_TRUE(shows_accuracy_kept({.texts = 80, .last_right = 80}, 0.95, 0.05));
}

TEST(Paired, NothingIsShownByNothing) {
  EXPECT_FALSE(shows_accuracy_kept({}, 0.95, 0.05));
  EXPECT_FALSE(shows_accuracy_kept({.texts = 1000, .last_right = 0}, 0.95, 0.05));
  EXPECT_FALSE(shows_accuracy_kept({.texts = 1000, .last_right = 900, .lost = 60}, 0.95, 0.05));
  EXPECT_TRUE(shows_accuracy_kept({.texts = 1000, .last_right = 900, .lost = 60, .gained = 60},
                                  0.95, 0.05));
  EXPECT_TRUE(shows_accuracy_kept({.texts = 2000, .last_right = 1800}, 0.98, 0.05));
}

}  // namespace
}  // namespace tango::calibrate
