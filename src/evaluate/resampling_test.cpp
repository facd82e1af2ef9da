#include "evaluate/resampling.h"

#include <cmath>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

/// `right` of `texts` right, tier 1 sure of them; tier 2 right on all, ten times slower.
RecordedRun sure_where_right(std::size_t texts, std::size_t right) {
  RecordedRun run{{task::Metric::kAccuracy, 2, std::vector<int>(texts, 1), {}, {}}, {}, {}};
  std::vector<int> first(texts, 1);
  std::vector<float> confidence(texts, 0.9F);
  for (std::size_t text = right; text < texts; ++text) {
    first[text] = 0;
    confidence[text] = 0.5F;
  }
  run.grading.labels = {first, std::vector<int>(texts, 1)};
  run.confidences = {confidence, std::vector<float>(texts, 1)};
  run.seconds = {std::vector<double>(texts, 1), std::vector<double>(texts, 10)};
  return run;
}

TEST(SpeedupsAt, ByHand) {
  // All wrong texts are deferred: 1000 / (100 + 20 x 10).
  const auto found = speedups_at(sure_where_right(100, 80), std::vector{1, 0.8});
  EXPECT_DOUBLE_EQ(*found[0], 1000.0 / 300);
  EXPECT_DOUBLE_EQ(*found[1], 10);
}

TEST(Bootstrap, OfAShareIsItsStandardError) {
  const RecordedRun run = sure_where_right(400, 320);
  int draws = 0;
  const std::vector<Band> bands = bootstrap(run, 2000, 1, [&draws](const RecordedRun& drawn) {
    ++draws;
    return std::vector<std::optional<double>>{score_of_tier(drawn, 0), std::nullopt};
  });
  EXPECT_LE(draws, 2001);  // one for all numbers, and one to count them
  EXPECT_EQ(bands.at(1).high, 0);
  const Band& band = bands.at(0);
  const double deviation = std::sqrt(0.8 * 0.2 / 400);
  EXPECT_NEAR(band.mean, 0.8, 0.002);
  EXPECT_NEAR(band.low, 0.8 - 1.645 * deviation, 0.005);
  EXPECT_NEAR(band.high, 0.8 + 1.645 * deviation, 0.005);
}

TEST(Bootstrap, IsPairedAcrossTiers) {
  // Where tier 2's time is ten times tier 1's on each text, so it is in every draw.
  const RecordedRun run = sure_where_right(50, 50);
  const Band band =
      bootstrap(run, 200, 1, [](const RecordedRun& drawn) {
        return std::vector{std::optional(seconds_of_tier(drawn, 1) / seconds_of_tier(drawn, 0))};
      }).front();
  EXPECT_DOUBLE_EQ(band.low, 10);
  EXPECT_DOUBLE_EQ(band.high, 10);
}

TEST(HalfSplits, ChooseOnOneHalfAndScoreOnTheOther) {
  std::mt19937 random(31);
  const RecordedRun run = random_run(random, 2, 80);
  const auto split_of = [&run](const std::vector<double>& shares) {
    return half_splits(run, shares, 20, 1);
  };
  const std::vector<HalfSplit> splits = split_of({0.98}).front();
  ASSERT_EQ(splits.size(), 20U);
  bool differ = false;
  for (const HalfSplit& split : splits) differ |= split.kept != splits.front().kept;
  EXPECT_TRUE(differ);
  EXPECT_EQ(split_of({0.9, 0.98})[1][7].kept, splits[7].kept);
  // Where confidence tells right from wrong, what one half chooses keeps all on the other.
  const auto sure = half_splits(sure_where_right(100, 80), std::vector{1.0}, 20, 1);
  for (const HalfSplit& split : sure.front()) {
    EXPECT_DOUBLE_EQ(split.kept, 1);
    EXPECT_GT(split.speedup, 2);
  }
}

}  // namespace
}  // namespace tango::evaluate
