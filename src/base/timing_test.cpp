#include "base/timing.h"

#include <gtest/gtest.h>

namespace tango::base {
namespace {

TEST(Timing, RunsAsOftenAsAskedAfterTheWarmUps) {
  int runs = 0;
  const RepeatOptions options{.repeats = 3, .min_seconds = 0, .max_repeats = 9, .warm_ups = 2};
  EXPECT_EQ(time_runs([&] { ++runs; }, options).size(), 3U);
  EXPECT_EQ(runs, 5);
}

TEST(Timing, TellsOfEachRun) {
  std::vector<int> told;
  RepeatOptions options{.repeats = 2, .min_seconds = 0, .max_repeats = 9, .warm_ups = 1};
  options.on_run = [&](int done, int least) { told.push_back(10 * done + least); };
  (void)time_runs([] {}, options);
  EXPECT_EQ(told, (std::vector{13, 23, 33}));
}

TEST(Timing, StopsAtTheMostRunsWhereTheyAreShort) {
  const RepeatOptions options{.repeats = 1, .min_seconds = 1e9, .max_repeats = 4, .warm_ups = 0};
  EXPECT_EQ(time_runs([] {}, options).size(), 4U);
}

TEST(Timing, TheMedianIsTheMiddleOrBetweenTheTwo) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
}

TEST(Timing, SpreadIsOfTheMiddle) {
  const Spread spread = spread_of({5, 1, 4, 2, 100});
  EXPECT_EQ(spread.fastest, 1);
  EXPECT_EQ(spread.median, 4);
  EXPECT_EQ(spread.slowest, 100);
  EXPECT_EQ(spread.deviation, 2);  // of 1, 3, 0, 2, 96
}

}  // namespace
}  // namespace tango::base
