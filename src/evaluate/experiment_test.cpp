#include "evaluate/experiment.h"

#include <cmath>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

RecordedRun four_texts() {
  // Tier 1 is wrong on text 3, tier 2 on text 0.
  return {{task::Metric::kAccuracy, 2, {1, 0, 1, 0}, {{1, 0, 1, 1}, {0, 0, 1, 0}}, {}},
          {{0.9F, 0.8F, 0.7F, 0.6F}, {1, 1, 1, 1}},
          {}};
}

Setting timed() {
  const Times once{{1, 1, 1, 1}, {10, 10, 10, 10}};
  const Times slower{{2, 1, 1, 1}, {10, 10, 10, 30}};
  const Times again{{1, 1, 1, 1}, {10, 10, 10, 18}};
  return make_setting("test", four_texts(), {once, slower, again});
}

TEST(Setting, TypicalTimesAreEachTextsMedian) {
  const Setting setting = timed();
  EXPECT_EQ(setting.typical.seconds[0], (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(setting.typical.seconds[1], (std::vector<double>{10, 10, 10, 18}));
  const Setting two = make_setting("two", four_texts(),
                                   {{{1, 1, 1, 1}, {2, 2, 2, 2}}, {{3, 1, 1, 1}, {2, 2, 2, 2}}});
  EXPECT_EQ(two.typical.seconds[0][0], 2);
}

TEST(Setting, SpeedupIsOfEachRepeatAtTheSameThresholds) {
  // All of tier 2's 0.75 is kept with nothing deferred.
  const auto all = speedup_of_repeats(timed(), sweep(timed().typical), 1);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->point.thresholds, std::vector<cascade::Threshold>{0});
  const double mean = (40.0 / 4 + 60.0 / 5 + 48.0 / 4) / 3;
  EXPECT_NEAR(all->mean, mean, 1e-12);
  EXPECT_NEAR(all->deviation,
              std::sqrt(((10 - mean) * (10 - mean) + 2 * (12 - mean) * (12 - mean)) / 2), 1e-12);
  const SpeedupAt fixed = at_thresholds(timed(), std::vector<cascade::Threshold>{0.65F});
  EXPECT_DOUBLE_EQ(fixed.point.score, 1);
  EXPECT_EQ(fixed.point.deferred, 1U);
  EXPECT_NEAR(fixed.mean, (40.0 / 14 + 60.0 / 35 + 48.0 / 22) / 3, 1e-12);
}

TEST(Resample, GivesScoresAndTheSpeedupsOfEveryShareAndPolicy) {
  std::mt19937 random(43);
  RecordedRun run = random_run(random, 3, 40);
  while (run.grading.labels.empty()) run = random_run(random, 3, 40);
  const std::vector<double> shares{0.99, 0.9};
  const Resampled found = resample(run, shares, 20, 1);
  EXPECT_EQ(found.scores.size(), 3U);
  ASSERT_EQ(found.speedups.size(), 2U);
  ASSERT_EQ(found.class_speedups.size(), 2U);
  EXPECT_LE(found.speedups[0].mean, found.speedups[1].mean);
  EXPECT_LE(found.speedups[0].mean, found.class_speedups[0].mean);
  // The draws of one share are those of all.
  const Resampled alone = resample(run, std::vector{0.9}, 20, 1);
  EXPECT_EQ(alone.speedups[0].mean, found.speedups[1].mean);
  EXPECT_EQ(alone.class_speedups[0].low, found.class_speedups[1].low);
}

TEST(Resample, OneTierHasScoresAlone) {
  std::mt19937 random(44);
  const Resampled found = resample(random_run(random, 1, 30), std::vector{0.9}, 5, 1);
  EXPECT_EQ(found.scores.size(), 1U);
  EXPECT_TRUE(found.speedups.empty());
  EXPECT_TRUE(found.class_speedups.empty());
}

TEST(DeferralBy, CountsEachGroupsTexts) {
  const auto found = deferral_by(four_texts(), 0.75F, std::vector<int>{0, 1, 1, 1},
                                 std::vector<std::string>{"short", "long", "none"});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].deferred, 0U);
  EXPECT_EQ(found[1].texts, 3U);
  EXPECT_EQ(found[1].deferred, 2U);
  EXPECT_EQ(found[2].texts, 0U);
}

TEST(AnsweredWorse, NamesTextsThatATierHadRight) {
  EXPECT_EQ(answered_worse(four_texts(), std::vector<cascade::Threshold>{0.0F}),
            std::vector<std::size_t>{3});
  EXPECT_EQ(answered_worse(four_texts(), std::vector<cascade::Threshold>{1.0F}),
            std::vector<std::size_t>{0});
  EXPECT_TRUE(answered_worse(four_texts(), std::vector<cascade::Threshold>{0.65F}).empty());
}

TEST(Thinned, KeepsBothEnds) {
  std::mt19937 random(41);
  const std::vector<SweepPoint> points = sweep(random_run(random, 2, 200));
  const std::vector<SweepPoint> some = thinned(points, 7);
  ASSERT_EQ(some.size(), 7U);
  EXPECT_EQ(some.front().thresholds, points.front().thresholds);
  EXPECT_EQ(some.back().thresholds, points.back().thresholds);
  EXPECT_EQ(thinned(points, 10'000).size(), points.size());
}

}  // namespace
}  // namespace tango::evaluate
