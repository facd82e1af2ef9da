#include "calibrate/bound/betting.h"

#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"

namespace tango::calibrate {
namespace {

template <typename T>
std::optional<T> optional_of(const base::Json& value) {
  return value.is_null() ? std::nullopt : std::optional<T>(value.get<T>());
}

TEST(BettingBound, IsThatOfEveryMeanOnAGrid) {
  const base::Json goldens =
      base::read_json(TANGO_SOURCE_DIR "/tests/golden/calibrate/bounds.json")["betting"];
  ASSERT_FALSE(goldens.empty());
  for (const base::Json& golden : goldens) {
    const auto losses = golden["losses"].get<std::vector<double>>();
    BettingOptions options;
    options.significance = golden["significance"];
    options.population = optional_of<std::int64_t>(golden["population"]);
    options.horizon = optional_of<std::int64_t>(golden["horizon"]);
    EXPECT_NEAR(betting_upper_bound(losses, options), golden["upper"], 1.0 / 40000);
  }
}

TEST(BettingBound, AFileReadToTheEndIsKnown) {
  const std::vector<double> losses = {0, 1, 0, 0.5, 0};
  EXPECT_NEAR(betting_upper_bound(losses, {.significance = 0.05, .population = 5}), 0.3, 1e-9);
  EXPECT_EQ(betting_upper_bound({}, {}), 1);
}

// How often of `runs` the bound was below the true mean at any of 200 looks.
int broken_runs(int runs, double risk, bool with_replacement) {
  int broken = 0;
  for (int run = 0; run < runs; ++run) {
    const base::RandomStream random(static_cast<std::uint64_t>(run), "betting");
    constexpr int kPopulation = 400;
    std::vector<double> population(kPopulation, 0);
    for (int i = 0; i < risk * kPopulation; ++i) population[static_cast<std::size_t>(i)] = 1;
    std::vector<double> losses;
    bool is_broken = false;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const auto drawn = random.below(i, population.size());
      losses.push_back(population[drawn]);
      if (!with_replacement) {
        population[drawn] = population.back();
        population.pop_back();
      }
      if (i % 20 != 19) continue;
      BettingOptions options{.significance = 0.2};
      if (!with_replacement) options.population = kPopulation;
      is_broken = is_broken || betting_upper_bound(losses, options) < risk;
    }
    broken += is_broken ? 1 : 0;
  }
  return broken;
}

TEST(BettingBound, HoldsWhereOneLooksAgainAndAgain) {
  EXPECT_LT(broken_runs(300, 0.1, true), 75);  // 60 expected at most, deviation 7
  EXPECT_LT(broken_runs(300, 0.1, false), 75);
  EXPECT_GT(broken_runs(300, 0.1, true), 3);  // and is no idle bound
}

int rejections(int runs, double mean, int horizon) {
  int rejected = 0;
  for (int run = 0; run < runs; ++run) {
    const base::RandomStream random(static_cast<std::uint64_t>(run), "deadline");
    DeadlineBet bet(horizon, 0.5, 0.25, 0.05);
    for (int i = 0; i < horizon; ++i) {
      bet.add(mean + 0.5 * static_cast<double>(random.signed_unit(static_cast<std::uint64_t>(i))));
    }
    rejected += bet.rejected() ? 1 : 0;
  }
  return rejected;
}

TEST(DeadlineBet, KeepsItsLevelAndNearlyTheNormalTestsPower) {
  const int at_zero = rejections(2000, 0, 400);
  EXPECT_LT(at_zero, 130);  // 100 expected at most, deviation 10
  EXPECT_GT(at_zero, 50);
  // Deviation 0.289 of each gain: the mean is 2.5 deviations of their average, where a normal test
  // at 5 % rejects 80 %.
  EXPECT_GT(rejections(2000, 2.5 * 0.2887 / 20, 400), 1400);
}

TEST(DeadlineBet, TheFirstStakeByHand) {
  // Quantile -1.6449, density 0.10314; deviation sqrt(0.01 · 100) = 1: 0.10314 / 0.05 = 2.0627 is
  // bet, the capital of 20 is not reached by gains of 1 / 2.0627.
  DeadlineBet bet(100, 0.1, 0.01, 0.05);
  bet.add(19.0 / 2.0628 + 0.001);
  EXPECT_TRUE(bet.rejected());
  DeadlineBet other(100, 0.1, 0.01, 0.05);
  other.add(19.0 / 2.0627 - 0.01);
  EXPECT_FALSE(other.rejected());
}

}  // namespace
}  // namespace tango::calibrate
