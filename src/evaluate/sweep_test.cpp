#include "evaluate/sweep.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

RecordedRun three_texts() {
  // Tier 1 is right, wrong, wrong; tier 2 right, right, wrong.
  return {{task::Metric::kAccuracy, 2, {1, 0, 1}, {{1, 1, 0}, {1, 0, 0}}, {}},
          {{0.9F, 0.6F, 0.7F}, {1, 1, 1}},
          {{1, 1, 1}, {10, 20, 30}}};
}

TEST(CascadeAt, ByHand) {
  const SweepPoint point = cascade_at(three_texts(), std::vector<cascade::Threshold>{0.7F});
  EXPECT_DOUBLE_EQ(point.seconds, 1 + 1 + 20 + 1);
  EXPECT_DOUBLE_EQ(point.score, 2.0 / 3);
  EXPECT_EQ(point.deferred, 1U);
  EXPECT_EQ(cascade_at(three_texts(), std::vector<cascade::Threshold>{1.0F}).deferred, 3U);
}

TEST(CascadeAt, IsWithoutTheTiersThatAcceptNothingWhichAreServedAllTheSame) {
  const std::vector<cascade::Threshold> none{1.0F};
  EXPECT_DOUBLE_EQ(cascade_at(three_texts(), none).seconds, 60);
  EXPECT_DOUBLE_EQ(served_at(three_texts(), none).seconds, 63);
  EXPECT_EQ(served_at(three_texts(), none).thresholds, none);
  EXPECT_EQ(served_at(three_texts(), none).deferred, 3U);
}

TEST(Sweep, ByHand) {
  const std::vector<SweepPoint> points = sweep(three_texts());
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0].thresholds, std::vector<cascade::Threshold>{1});
  EXPECT_DOUBLE_EQ(points[0].seconds, 60);  // the first tier reads nothing
  EXPECT_DOUBLE_EQ(points[0].score, 2.0 / 3);
  EXPECT_EQ(points[1].thresholds, std::vector<cascade::Threshold>{0.9F});
  EXPECT_DOUBLE_EQ(points[1].seconds, 53);
  EXPECT_EQ(points[2].thresholds, std::vector<cascade::Threshold>{0.7F});
  EXPECT_DOUBLE_EQ(points[2].seconds, 23);
  EXPECT_DOUBLE_EQ(points[2].score, 2.0 / 3);
  EXPECT_EQ(points[2].deferred, 1U);
  EXPECT_EQ(points[3].thresholds, std::vector<cascade::Threshold>{0});
  EXPECT_DOUBLE_EQ(points[3].seconds, 3);
  EXPECT_DOUBLE_EQ(points[3].score, 1.0 / 3);
}

TEST(Sweep, FastestThatKeepsTakesNoValueBetweenPoints) {
  const std::vector<SweepPoint> points = sweep(three_texts());
  EXPECT_DOUBLE_EQ(fastest_that_keeps(points, 2.0 / 3, 1)->seconds, 23);
  EXPECT_DOUBLE_EQ(fastest_that_keeps(points, 2.0 / 3, 0.51)->seconds, 23);
  EXPECT_DOUBLE_EQ(fastest_that_keeps(points, 2.0 / 3, 0.5)->seconds, 3);
  EXPECT_FALSE(fastest_that_keeps(points, 1, 0.9).has_value());
}

TEST(Sweep, TheFastestPointsOfSharesAreThoseAmongAll) {
  std::mt19937 random(8);
  const std::vector<double> shares{1.05, 1, 0.99, 0.9, 0.5};
  for (int round = 0; round < 60; ++round) {
    const RecordedRun run = random_run(random, 1 + random() % 3, 40);
    const SweepOptions options{.most_points = 5000, .per_class = round % 2 == 0};
    const std::vector<SweepPoint> points = sweep(run, options);
    const auto found = fastest_that_keep(run, shares, options);
    ASSERT_EQ(found.size(), shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const auto expected =
          fastest_that_keeps(points, score_of_tier(run, run.tiers() - 1), shares[i]);
      ASSERT_EQ(found[i].has_value(), expected.has_value());
      if (!expected) continue;
      EXPECT_EQ(found[i]->thresholds, expected->thresholds);
      EXPECT_EQ(found[i]->seconds, expected->seconds);
      EXPECT_EQ(found[i]->score, expected->score);
      EXPECT_EQ(found[i]->deferred, expected->deferred);
    }
  }
}

TEST(Sweep, ANegativeScoreIsKeptFromBelow) {
  EXPECT_DOUBLE_EQ(kept_score(0.5, 0.98), 0.49);
  EXPECT_DOUBLE_EQ(kept_score(-0.5, 0.98), -0.51);
}

TEST(Sweep, EveryPointIsWhatTheCascadeDoes) {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    const RecordedRun run = random_run(random, 2, 40);
    ASSERT_NO_FATAL_FAILURE(expect_the_rule(run, sweep(run)));
  }
}

TEST(Sweep, TwoTiersMissNoThreshold) {
  std::mt19937 random(4);
  const RecordedRun run = random_run(random, 2, 30);
  std::vector<float> thresholds{0, 1};
  thresholds.insert(thresholds.end(), run.confidences[0].begin(), run.confidences[0].end());
  const std::vector<SweepPoint> points = sweep(run);
  for (const float threshold : thresholds) {
    const SweepPoint wanted = cascade_at(run, std::vector<cascade::Threshold>{threshold});
    EXPECT_TRUE(std::ranges::any_of(points, [&](const SweepPoint& point) {
      return point.deferred == wanted.deferred && std::abs(point.score - wanted.score) < 1e-12;
    })) << threshold;
  }
}

TEST(Sweep, FrontOfThreeTiersIsThatOfEveryPair) {
  std::mt19937 random(5);
  for (int round = 0; round < 30; ++round) {
    const RecordedRun run = random_run(random, 3, 14);
    std::vector<SweepPoint> all;
    const auto candidates = [&](std::size_t tier) {
      std::vector<float> values{0, 1};
      for (const float value : run.confidences[tier]) {
        if (value < 1) values.push_back(value);
      }
      return values;
    };
    for (const float first : candidates(0)) {
      for (const float second : candidates(1))
        all.push_back(cascade_at(run, std::vector<cascade::Threshold>{first, second}));
    }
    const std::vector<SweepPoint> expected = pareto_front(all);
    const std::vector<SweepPoint> found = sweep(run);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].score, expected[i].score, 1e-12);
      EXPECT_NEAR(found[i].seconds, expected[i].seconds, 1e-9);
    }
  }
}

TEST(Sweep, FewerPointsAreStillPointsOfTheCascade) {
  std::mt19937 random(6);
  const RecordedRun run = random_run(random, 4, 50);
  const std::vector<SweepPoint> points = sweep(run, {.most_points = 2000});
  ASSERT_FALSE(points.empty());
  for (const SweepPoint& point : points) {
    EXPECT_NEAR(point.score, cascade_at(run, point.thresholds).score, 1e-12);
  }
}

TEST(Sweep, OneTierIsOnePoint) {
  std::mt19937 random(7);
  const RecordedRun run = random_run(random, 1, 10);
  ASSERT_EQ(sweep(run).size(), 1U);
  EXPECT_DOUBLE_EQ(sweep(run)[0].seconds, seconds_of_tier(run, 0));
}

/// Tier 2 is an exit after two thirds of tier 3, tier 1 after one third.
RecordedRun exits_of_one_model() {
  RecordedRun run = three_texts();
  run.grading.labels = {{0, 1, 0}, {1, 1, 0}, {1, 0, 1}};
  run.confidences = {{0.6F, 0.6F, 0.6F}, {0.9F, 0.6F, 0.7F}, {1, 1, 1}};
  run.seconds = {{1, 1, 1}, {2, 2, 2}, {4, 4, 4}};
  run.goes_on = {false, true, true};
  return run;
}

TEST(RecordedRun, ATierThatGoesOnNeedsTheWorkOfThoseThatAreLeftOut) {
  const RecordedRun run = exits_of_one_model();
  EXPECT_DOUBLE_EQ(seconds_of_tier(run, 2), 3 * 7);
  const RecordedRun some = of_tiers(run, std::vector<std::size_t>{1, 2});
  EXPECT_EQ(some.seconds[0], (std::vector<double>{3, 3, 3}));
  EXPECT_EQ(some.seconds[1], (std::vector<double>{4, 4, 4}));
  EXPECT_EQ(some.goes_on, (std::vector<bool>{false, true}));
  const RecordedRun last = of_tiers(run, std::vector<std::size_t>{2});
  EXPECT_EQ(last.seconds[0], (std::vector<double>{7, 7, 7}));
  EXPECT_EQ(last.grading.labels[0], run.grading.labels[2]);
  // After a tier of another model the exit that is left out is done, too.
  RecordedRun mixed = exits_of_one_model();
  mixed.goes_on = {false, false, true};
  const RecordedRun two = of_tiers(mixed, std::vector<std::size_t>{0, 2});
  EXPECT_EQ(two.seconds[1], (std::vector<double>{6, 6, 6}));
  EXPECT_EQ(two.goes_on, (std::vector<bool>{false, false}));
}

TEST(Sweep, AnExitThatDoesNotPayIsLeftOut) {
  const RecordedRun run = exits_of_one_model();
  // Text 1 by the second exit, the others by the whole model: 3 + 7 + 7.
  const auto found = fastest_that_keep(run, std::vector<double>{1});
  ASSERT_TRUE(found[0].has_value());
  EXPECT_EQ(found[0]->thresholds, (std::vector<cascade::Threshold>{1.0F, 0.9F}));
  EXPECT_DOUBLE_EQ(found[0]->seconds, 17);
  EXPECT_EQ(found[0]->deferred, 3U);
}

TEST(RecordedRun, SelectTakesTextsAsOftenAsAsked) {
  const RecordedRun some = three_texts().select(std::vector<std::size_t>{2, 0, 2});
  EXPECT_EQ(some.grading.truths, (std::vector<int>{1, 1, 1}));
  EXPECT_EQ(some.grading.labels[0], (std::vector<int>{0, 1, 0}));
  EXPECT_EQ(some.confidences[0], (std::vector<float>{0.7F, 0.9F, 0.7F}));
  EXPECT_EQ(some.seconds[1], (std::vector<double>{30, 10, 30}));
}

}  // namespace
}  // namespace tango::evaluate
