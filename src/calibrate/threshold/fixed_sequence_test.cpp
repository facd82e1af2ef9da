#include "calibrate/threshold/fixed_sequence.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "calibrate/threshold/sample.h"

namespace tango::calibrate {
namespace {

TEST(FixedSequence, EndsBeforeTheFirstFailure) {
  const std::vector<bool> passes = {true, true, false, true};
  EXPECT_EQ(fixed_sequence(4, [&](std::size_t i) { return passes[i]; }), 2U);
  EXPECT_EQ(fixed_sequence(0, [](std::size_t) { return true; }), 0U);
}

TEST(FallingThresholds, AcceptEquallyManyMoreAndAtLastAll) {
  const std::vector<float> confidences = {
      0.6F, 1.0F, 0.7F, 0.9F, 0.8F, 0.5F, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(falling_thresholds(confidences, 3), (std::vector<float>{0.9F, 0.7F, 0}));
  EXPECT_EQ(falling_thresholds(confidences, 100).size(), 5U);
  EXPECT_TRUE(falling_thresholds({}, 3).empty());
  EXPECT_EQ(falling_thresholds(std::vector<float>(5, 0.7F), 3), std::vector<float>{0});
}

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
  const std::vector<LabelledText> choosing = labelled(1, 400);
  const std::vector<LabelledText> certifying = labelled(2, 1600);
  const LabelledChoice choice = choose_labelled_threshold(choosing, certifying, 0.95, 0.05);
  EXPECT_GT(choice.threshold, 0.5F);
  EXPECT_LT(choice.threshold, 0.8F);
  EXPECT_EQ(choice.counts.texts, 1600);
  EXPECT_GT(choice.counts.lost, choice.counts.gained);
}

TEST(LabelledChoice, WhatCannotBeShownAcceptsNothing) {
  const std::vector<LabelledText> certifying = labelled(2, 30);
  EXPECT_EQ(choose_labelled_threshold(labelled(1, 10), certifying, 0.98, 0.05).threshold,
            kAcceptNothing);
  EXPECT_EQ(choose_labelled_threshold({}, certifying, 0.98, 0.05).threshold, kAcceptNothing);
  EXPECT_EQ(choose_labelled_threshold(labelled(1, 10), {}, 0.98, 0.05).threshold, kAcceptNothing);
}

}  // namespace
}  // namespace tango::calibrate
