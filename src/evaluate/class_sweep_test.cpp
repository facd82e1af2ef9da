#include "evaluate/class_sweep.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

RecordedRun random_labels(std::mt19937& random, std::size_t tiers, std::size_t texts,
                          int num_labels) {
  RecordedRun run = random_run(random, tiers, texts, num_labels);
  while (run.grading.labels.empty()) run = random_run(random, tiers, texts, num_labels);
  return run;
}

/// All that tell texts of the first tier apart.
std::vector<float> thresholds_to_try(const RecordedRun& run) {
  std::vector<float> values{0, std::nextafter(1.0F, 0.0F), 1};
  for (const float value : run.confidences[0]) {
    if (value < 1) values.push_back(value);
  }
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

TEST(ClassSweep, OfTwoLabelsIsTheFrontOfEveryPair) {
  std::mt19937 random(11);
  for (int round = 0; round < 30; ++round) {
    const RecordedRun run = random_labels(random, 2, 30, 2);
    std::vector<SweepPoint> all;
    for (const float first : thresholds_to_try(run)) {
      for (const float second : thresholds_to_try(run)) {
        all.push_back(cascade_at(
            run, std::vector<cascade::Threshold>{cascade::Threshold(std::vector{first, second})}));
      }
    }
    const std::vector<SweepPoint> expected = pareto_front(all);
    const std::vector<SweepPoint> found = sweep(run, {.per_class = true});
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].score, expected[i].score, 1e-12);
      EXPECT_NEAR(found[i].seconds, expected[i].seconds, 1e-9);
    }
  }
}

TEST(ClassSweep, EveryPointIsWhatTheCascadeDoes) {
  std::mt19937 random(12);
  for (int round = 0; round < 20; ++round) {
    for (const std::size_t tiers : {2U, 3U, 4U}) {
      const RecordedRun run = random_labels(random, tiers, 40, 2 + round % 3);
      ASSERT_NO_FATAL_FAILURE(
          expect_the_rule(run, sweep(run, {.most_points = 20'000, .per_class = true})));
    }
  }
}

/// Of each class the thresholds add up where answers are counted one by one.
TEST(ClassSweep, OfThreeLabelsFindsWhatIsBestForAPrice) {
  std::mt19937 random(13);
  for (int round = 0; round < 20; ++round) {
    RecordedRun run = random_labels(random, 2, 25, 3);
    run.grading.metric = task::Metric::kAccuracy;
    const std::vector<SweepPoint> one = pareto_front(sweep(run));
    const double price = (one.back().score - one.front().score) /
                         std::max(1e-9, one.back().seconds - one.front().seconds);
    const auto worth = [&](const SweepPoint& point) { return point.score - price * point.seconds; };
    double best = -1e9;
    for (const float first : thresholds_to_try(run)) {
      for (const float second : thresholds_to_try(run)) {
        for (const float third : thresholds_to_try(run)) {
          best = std::max(best,
                          worth(cascade_at(run, std::vector<cascade::Threshold>{cascade::Threshold(
                                                    std::vector{first, second, third})})));
        }
      }
    }
    double found = -1e9;
    for (const SweepPoint& point : sweep(run, {.per_class = true})) {
      found = std::max(found, worth(point));
    }
    EXPECT_NEAR(found, best, 1e-9);
  }
}

TEST(ClassSweep, IsNeverBehindOneThreshold) {
  std::mt19937 random(14);
  const RecordedRun run = random_labels(random, 3, 60, 3);
  const std::vector<SweepPoint> found = sweep(run, {.most_points = 3000, .per_class = true});
  for (const SweepPoint& point : sweep(run, {.most_points = 3000})) {
    EXPECT_TRUE(std::ranges::any_of(found, [&](const SweepPoint& other) {
      return other.score >= point.score - 1e-12 && other.seconds <= point.seconds + 1e-9;
    }));
  }
}

TEST(ClassSweep, CreditsHaveNoClasses) {
  RecordedRun run;
  run.grading.credits = {{0.5, 1}, {1, 1}};
  run.confidences = {{0.25F, 0.75F}, {1, 1}};
  run.seconds = {{1, 1}, {2, 2}};
  EXPECT_EQ(sweep(run, {.per_class = true}).size(), sweep(run).size());
}

}  // namespace
}  // namespace tango::evaluate
