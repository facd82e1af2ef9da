#include "evaluate/baseline/random_deferral.h"

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

/// Tier 1 is right on `right` of `texts`, tier 2 on all.
RecordedRun half_right(std::size_t texts, std::size_t right) {
  RecordedRun run{{task::Metric::kAccuracy, 2, std::vector<int>(texts, 1), {}, {}}, {}, {}};
  std::vector<int> first(texts, 1);
  for (std::size_t text = right; text < texts; ++text) first[text] = 0;
  run.grading.labels = {first, std::vector<int>(texts, 1)};
  run.confidences.assign(2, std::vector<float>(texts, 1));
  run.seconds = {std::vector<double>(texts, 1), std::vector<double>(texts, 10)};
  return run;
}

TEST(RandomDeferral, AccuracyGrowsInProportionToTheShareDeferred) {
  const RandomDeferral found = random_deferral(half_right(400, 300), {.draws = 300, .steps = 10});
  ASSERT_EQ(found.curve.size(), 11U);
  for (const RandomDeferral::Point& point : found.curve) {
    EXPECT_NEAR(point.score.mean, 0.75 + 0.25 * point.deferral_rate, 0.005);
    EXPECT_NEAR(point.seconds.mean, 400 + 4000 * point.deferral_rate, 1e-6);
    EXPECT_LE(point.score.low, point.score.high);
  }
  EXPECT_DOUBLE_EQ(found.curve.front().score.low, 0.75);
  EXPECT_DOUBLE_EQ(found.curve.back().score.low, 1);
}

TEST(RandomDeferral, KeepsAShareAtTheFirstPrefixThatDoes) {
  // One wrong text of two: in half of the draws the first deferred text is it.
  const RandomDeferral found =
      random_deferral(half_right(2, 1), {.draws = 1000, .shares = {1, 0.5}});
  const Band band = band_of(found.seconds_that_keep[0]);
  EXPECT_DOUBLE_EQ(band.low, 12);
  EXPECT_DOUBLE_EQ(band.high, 22);
  EXPECT_NEAR(band.mean, 17, 0.5);
  EXPECT_DOUBLE_EQ(band_of(found.seconds_that_keep[1]).high, 2);  // nothing deferred
}

TEST(RandomDeferral, OneThatIsDeferredCostsWhatTheLastTierGoesOnFromToo) {
  RecordedRun run = half_right(400, 300);
  run.grading.labels.insert(run.grading.labels.begin() + 1, run.grading.labels[0]);
  run.confidences.emplace_back(400, 1);
  run.seconds = {std::vector<double>(400, 1), std::vector<double>(400, 8),
                 std::vector<double>(400, 2)};
  run.goes_on = {false, false, true};
  EXPECT_NEAR(random_deferral(run).curve.back().seconds.mean, 400 + 4000, 1e-6);
}

TEST(RandomDeferral, TheSameSeedIsTheSameDraws) {
  std::mt19937 random(2);
  const RecordedRun run = random_run(random, 2, 50);
  EXPECT_EQ(random_deferral(run, {.draws = 5}).seconds_that_keep,
            random_deferral(run, {.draws = 5}).seconds_that_keep);
  EXPECT_NE(random_deferral(run, {.draws = 5}).curve[50].score.mean,
            random_deferral(run, {.draws = 5, .seed = 2}).curve[50].score.mean);
}

TEST(Band, ByHand) {
  const Band band = band_of({4, 1, 3, 2, 0});
  EXPECT_DOUBLE_EQ(band.mean, 2);
  EXPECT_DOUBLE_EQ(band.median, 2);
  EXPECT_DOUBLE_EQ(band.low, 0.2);
  EXPECT_DOUBLE_EQ(band.high, 3.8);
  EXPECT_DOUBLE_EQ(band_of({}).mean, 0);
}

}  // namespace
}  // namespace tango::evaluate
