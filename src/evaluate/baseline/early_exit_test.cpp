#include "evaluate/baseline/early_exit.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "cascade/confidence.h"
#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

SweepPoint at(const RecordedRun& layers, float threshold) {
  SweepPoint point{{threshold}, 0, 0, 0};
  std::vector<std::size_t> leaves;
  for (std::size_t text = 0; text < layers.texts(); ++text) {
    std::size_t layer = 0;
    point.seconds += layers.seconds[0][text];
    while (layer + 1 < layers.tiers() &&
           !cascade::answers(layers.confidences[layer][text], threshold)) {
      point.seconds += layers.seconds[++layer][text];
    }
    point.deferred += layer > 0 ? 1 : 0;
    leaves.push_back(layer);
  }
  point.score = RunningScore(layers.grading, leaves).value();
  return point;
}

TEST(EarlyExit, EveryPointIsWhatTheRuleDoes) {
  std::mt19937 random(21);
  for (int round = 0; round < 60; ++round) {
    const RecordedRun layers = random_run(random, 2 + random() % 5, 30);
    const std::vector<SweepPoint> points = sweep_exits(layers);
    EXPECT_EQ(points.front().thresholds.front(), 1);
    EXPECT_EQ(points.back().thresholds.front(), 0);
    for (const SweepPoint& point : points) {
      const SweepPoint expected = at(layers, point.thresholds.front().of(0));
      ASSERT_NEAR(point.score, expected.score, 1e-12);
      ASSERT_NEAR(point.seconds, expected.seconds, 1e-9);
      ASSERT_EQ(point.deferred, expected.deferred);
    }
  }
}

TEST(EarlyExit, OfTwoExitsIsTheCascadeOfTwoTiers) {
  std::mt19937 random(22);
  const RecordedRun layers = random_run(random, 2, 40);
  const std::vector<SweepPoint> exits = sweep_exits(layers);
  const std::vector<SweepPoint> tiers = sweep(layers);
  // A text that is alone with the least confidence makes one point more: leaving at it, and at 0.
  ASSERT_GE(exits.size(), tiers.size());
  for (const SweepPoint& point : tiers) {
    EXPECT_TRUE(std::ranges::any_of(exits, [&](const SweepPoint& exit) {
      return exit.deferred == point.deferred && std::abs(exit.score - point.score) < 1e-12;
    }));
  }
}

TEST(EarlyExit, ALaterExitThatIsLessSureIsNeverTaken) {
  const RecordedRun layers{{task::Metric::kAccuracy, 2, {1}, {{1}, {0}, {1}}, {}},
                           {{0.8F}, {0.6F}, {1}},
                           {{1}, {1}, {1}}};
  const std::vector<SweepPoint> points = sweep_exits(layers);
  for (const SweepPoint& point : points) EXPECT_NE(point.seconds, 2);
}

}  // namespace
}  // namespace tango::evaluate
