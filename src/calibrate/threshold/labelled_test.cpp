#include "calibrate/threshold/labelled.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::calibrate {
namespace {

// The cheap tier is wrong where its confidence is low, the last tier on one text in ten.
std::vector<LabelledText> labelled(std::uint64_t seed, std::size_t count) {
  const base::RandomStream random(seed, "labelled");
  std::vector<LabelledText> texts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto confidence = static_cast<float>(500 + random.below(3 * i, 500)) / 1000;
    const bool last_right = random.below(3 * i + 1, 10) != 0;
    const bool agrees =
        random.below(3 * i + 2, 500) < 2 * static_cast<std::size_t>((confidence - 0.5F) * 1000);
    texts.push_back({confidence, agrees ? last_right : !last_right, last_right});
  }
  return texts;
}

TEST(LabelledChoice, FindsAThresholdBetweenAllAndNothing) {
  const LabelledChoice choice = choose_labelled_threshold(labelled(2, 1600), 0.95, 0.05);
  EXPECT_GT(choice.threshold, 0.5F);
  EXPECT_LT(choice.threshold, 0.8F);
  EXPECT_EQ(choice.counts.texts, 1600);
  EXPECT_GT(choice.counts.lost, choice.counts.gained);
}

TEST(LabelledChoice, WhatCannotBeShownAcceptsNothing) {
  EXPECT_EQ(choose_labelled_threshold(labelled(2, 30), 0.98, 0.05).threshold, kAcceptNothing);
  EXPECT_EQ(choose_labelled_threshold({}, 0.98, 0.05).threshold, kAcceptNothing);
}

TEST(LowestThreshold, StopsAtTheFirstFailureWithWhateverFollows) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  const std::vector<LabelledText> texts = {{0.6F, true, false}, {0.9F, true, true},
                                           {0.8F, false, true}, {kNone, true, true},
                                           {0.7F, true, false}, {0.8F, true, true}};
  const LabelledScan scan = scan_of(texts);
  EXPECT_EQ(scan.nothing_accepted.last_right, 4);
  const LabelledChoice strict =
      lowest_threshold(scan, [](const PairedCounts& counts) { return counts.lost == 0; });
  EXPECT_EQ(strict.threshold, just_above(0.8F));
  EXPECT_EQ(strict.counts.texts, 6);
  // Of equal confidences all are accepted or none: a loss and a gain there are one step.
  const LabelledChoice lax = lowest_threshold(
      scan, [](const PairedCounts& counts) { return counts.lost <= 1 && counts.gained <= 1; });
  EXPECT_EQ(lax.threshold, just_above(0.6F));
  EXPECT_EQ(lax.counts.gained, 1);
  EXPECT_EQ(lowest_threshold(scan, [](const PairedCounts&) { return true; }).threshold, 0);
}

TEST(LowestThreshold, AConfidenceOfOneIsAcceptedWithAThresholdBelowOne) {
  const std::vector<LabelledText> texts = {{1.0F, true, true}, {0.5F, false, true}};
  const LabelledChoice choice =
      lowest_threshold(scan_of(texts), [](const PairedCounts& counts) { return counts.lost == 0; });
  EXPECT_TRUE(accepts(choice.threshold, 1.0F));
  EXPECT_FALSE(accepts(choice.threshold, 0.5F));
}

}  // namespace
}  // namespace tango::calibrate
