#include "evaluate/baseline/oracle.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

/// Every set of deferred texts, also those that make things worse.
std::vector<SweepPoint> every_set(const RecordedRun& run) {
  std::vector<SweepPoint> all;
  const std::size_t last = run.tiers() - 1;
  for (std::uint32_t set = 0; set < (1U << run.texts()); ++set) {
    std::vector<std::size_t> answered_by;
    double seconds = seconds_of_tier(run, 0);
    for (std::size_t text = 0; text < run.texts(); ++text) {
      const bool deferred = (set >> text & 1U) != 0;
      answered_by.push_back(deferred ? last : 0);
      if (deferred) seconds += run.seconds[last][text];
    }
    all.push_back({{},
                   RunningScore(run.grading, answered_by).value(),
                   seconds,
                   static_cast<std::size_t>(std::popcount(set))});
  }
  return all;
}

/// The best score of at most `count` deferred texts.
double best_of(const std::vector<SweepPoint>& all, std::size_t count) {
  double best = -std::numeric_limits<double>::infinity();
  for (const SweepPoint& point : all) {
    if (point.deferred <= count) best = std::max(best, point.score);
  }
  return best;
}

TEST(Oracle, ByHandFindsPositivesFirstForF1) {
  // Tier 1 misses texts 0 and 1 (positive) and takes 2 for positive; tier 2 knows all.
  const RecordedRun run{{task::Metric::kF1, 2, {1, 1, 0, 1}, {{0, 0, 1, 1}, {1, 1, 0, 1}}, {}},
                        {{1, 1, 1, 1}, {1, 1, 1, 1}},
                        {{1, 1, 1, 1}, {9, 5, 1, 7}}};
  const Oracle best = oracle(run);
  ASSERT_EQ(best.by_count.size(), 4U);
  EXPECT_DOUBLE_EQ(best.by_count[0].score, 2.0 / 5);  // TP 1, FP 1, FN 2
  EXPECT_DOUBLE_EQ(best.by_count[1].score, 4.0 / 6);  // text 1, faster than text 0
  EXPECT_DOUBLE_EQ(best.by_count[1].seconds, 4 + 5);
  EXPECT_DOUBLE_EQ(best.by_count[2].score, 6.0 / 7);  // both positives
  EXPECT_DOUBLE_EQ(best.by_count[3].score, 1);
  EXPECT_DOUBLE_EQ(best.by_time[1].seconds, 4 + 1);  // text 2 is worth less, but costs least
}

TEST(Oracle, NoSetOfTextsBeatsItByCount) {
  std::mt19937 random(11);
  for (int round = 0; round < 150; ++round) {
    const RecordedRun run = random_run(random, 2, 9, 2);
    const std::vector<SweepPoint> all = every_set(run);
    const Oracle best = oracle(run);
    for (std::size_t count = 0; count < best.by_count.size(); ++count) {
      ASSERT_NEAR(best.by_count[count].score, best_of(all, count), 1e-12)
          << to_string(run.grading.metric) << " round " << round << " count " << count;
    }
    EXPECT_NEAR(best.by_count.back().score, best_of(all, run.texts()), 1e-12);
  }
}

TEST(Oracle, NoSetOfTextsBeatsItByTime) {
  std::mt19937 random(12);
  for (int round = 0; round < 150; ++round) {
    const RecordedRun run = random_run(random, 2, 9, 2);
    if (!run.grading.credits.empty()) continue;  // a knapsack: see the header
    const std::vector<SweepPoint> expected = pareto_front(every_set(run));
    const std::vector<SweepPoint> found = oracle(run).by_time;
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].score, expected[i].score, 1e-12);
      EXPECT_DOUBLE_EQ(found[i].seconds, expected[i].seconds);
    }
  }
}

TEST(Oracle, ATierBetweenIsNotPartOfItUnlessTheLastGoesOnFromIt) {
  std::mt19937 random(14);
  RecordedRun run = random_run(random, 3, 40, 2);
  run.goes_on = {false, false, true};
  const std::vector<SweepPoint> whole = oracle(run).by_time;
  const std::vector<SweepPoint> two = oracle(of_tiers(run, std::vector<std::size_t>{0, 2})).by_time;
  EXPECT_DOUBLE_EQ(whole.back().seconds, two.back().seconds);
  run.goes_on.clear();
  EXPECT_LT(oracle(run).by_time.back().seconds, whole.back().seconds);
}

TEST(Oracle, IsNeverBelowTheCascade) {
  std::mt19937 random(13);
  for (int round = 0; round < 50; ++round) {
    const RecordedRun run = random_run(random, 2, 60, 2);
    const Oracle best = oracle(run);
    for (const SweepPoint& point : sweep(run)) {
      const std::size_t count = std::min(point.deferred, best.by_count.size() - 1);
      EXPECT_GE(best.by_count[count].score, point.score - 1e-12);
    }
  }
}

}  // namespace
}  // namespace tango::evaluate
