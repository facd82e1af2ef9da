// The scheduler under many kinds of load, in virtual time.
#include "service/simulation_test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/sanitized.h"

namespace tango::service {
namespace {

using namespace std::chrono_literals;

/// What 1,000 texts of 30 tokens, 15 % deferred, take of one core in full batches.
constexpr double kSecondsOfAText = 5e-6 + (20e-6 / 32 + 30e-6) + 0.15 * (200e-6 / 32 + 30 * 40e-6);

TimePoint at(double seconds) {
  return TimePoint(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

enum class Kind { kPoisson, kBursts, kHeavyTails };

/// Texts that need `load` of both cores.
std::vector<Arrival> arrivals(Kind kind, int count, double load, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> gap(2 * load / kSecondsOfAText);
  std::uniform_real_distribution<double> uniform;
  std::vector<Arrival> texts;
  double now = 0;
  for (int i = 0; i < count; ++i) {
    if (kind != Kind::kBursts) now += gap(random);
    if (kind == Kind::kBursts && i % 500 == 0) now += 500 * kSecondsOfAText / (2 * load);
    Arrival text{.at = at(now), .deferred = uniform(random) < 0.15};
    if (kind == Kind::kHeavyTails) {  // Pareto, at most 512
      text.tokens = std::min(512, static_cast<int>(8 / std::pow(uniform(random), 1 / 1.3)));
    }
    texts.push_back(text);
  }
  return texts;
}

void expect_each_ended_once(const std::vector<Ending>& endings) {
  std::size_t wrong = 0;
  for (const Ending& ending : endings) wrong += ending.times == 1 ? 0 : 1;
  EXPECT_EQ(wrong, 0U);
}

TEST(Simulation, NothingIsLostAndNoCoreIsIdle) {
  const int count = base::kSanitized ? 20'000 : 200'000;
  for (const Kind kind : {Kind::kPoisson, Kind::kBursts, Kind::kHeavyTails}) {
    for (const double load : {0.5, 0.95}) {
      const std::vector<Arrival> texts = arrivals(kind, count, load);
      const std::vector<Ending> endings = Simulation({}).run(texts);
      expect_each_ended_once(endings);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        ASSERT_EQ(endings[i].tier, texts[i].deferred ? 2 : 1);
      }
    }
  }
}

TEST(Simulation, LaterTiersRunInFullBatchesUnderOverload) {
  int batches = 0;
  std::size_t texts_of_tier_2 = 0;
  Simulation simulation({.on_batch = [&](TimePoint, int tier, const Work& work) {
    if (tier == 0) return;
    ++batches;
    texts_of_tier_2 += work.tasks.size();
  }});
  (void)simulation.run(arrivals(Kind::kPoisson, 50'000, 3));
  EXPECT_GT(static_cast<double>(texts_of_tier_2) / batches, 31);
}

TEST(Simulation, DeadlinesThatCanBeMetAreMetUnderAFloodOfOthers) {
  // One text in twenty is in a hurry; the others alone are more than the cores can do.
  std::vector<Arrival> texts = arrivals(Kind::kPoisson, base::kSanitized ? 5'000 : 50'000, 1.5);
  const TierTime tier_2 = Simulation::Options().tiers[1];
  const Duration longest = tier_2.of(32 * 30, 1);  // what may be under way
  for (std::size_t i = 0; i < texts.size(); i += 20) {
    texts[i].deadline = texts[i].at + 2 * longest + 20ms;
  }
  const std::vector<Ending> endings = Simulation({}).run(texts);
  expect_each_ended_once(endings);
  int missed = 0;
  for (std::size_t i = 2'000; i < texts.size(); i += 20) {  // once the times are known
    const bool answered = endings[i].tier == (texts[i].deferred ? 2 : 1);
    if (!answered || endings[i].at > texts[i].deadline) ++missed;
  }
  EXPECT_EQ(missed, 0);
}

TEST(Simulation, NoAnswerComesAfterItsDeadline) {
  for (const Kind kind : {Kind::kPoisson, Kind::kBursts, Kind::kHeavyTails}) {
    std::vector<Arrival> texts = arrivals(kind, base::kSanitized ? 5'000 : 50'000, 1.1);
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> slack(0, 0.1);
    for (Arrival& text : texts) text.deadline = text.at + (at(slack(random)) - TimePoint());
    const std::vector<Ending> endings = Simulation({}).run(texts);
    expect_each_ended_once(endings);
    std::size_t late = 0;
    std::size_t cut_short = 0;
    for (std::size_t i = 2'000; i < texts.size(); ++i) {
      late += endings[i].tier > 0 && !endings[i].cut_short && endings[i].at > texts[i].deadline;
      cut_short += endings[i].cut_short;
    }
    EXPECT_LT(late, texts.size() / 500);  // an estimate is doubted now and then
    EXPECT_GT(cut_short, 0U);
  }
}

TEST(Simulation, ATenantsFloodDoesNotDelayAnother) {
  std::vector<Arrival> texts = arrivals(Kind::kBursts, 20'000, 5);
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].tenant = i % 50 == 7 ? 1 : 0;
  const std::vector<Ending> endings = Simulation({}).run(texts);
  double worst = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].tenant == 1) worst = std::max(worst, seconds(endings[i].at - texts[i].at));
  }
  const double all = seconds(endings.back().at - texts.front().at);
  EXPECT_GT(all, 1);
  EXPECT_LT(worst, 0.25);  // some batches of tier 2, not the flood
}

TEST(Simulation, SharesGoByPriorityAndNobodyStarves) {
  // All three hand in the same at once; how much of each is done when the first is through?
  std::vector<Arrival> texts(30'000);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i].tenant = i % 3;
    texts[i].priority = static_cast<Priority>(i % 3);
  }
  const std::vector<Ending> endings = Simulation({}).run(texts);
  TimePoint high_through{};
  for (std::size_t i = 0; i < texts.size(); i += 3) {
    high_through = std::max(high_through, endings[i].at);
  }
  std::map<std::size_t, int> done;
  for (std::size_t i = 0; i < texts.size(); ++i) done[i % 3] += endings[i].at <= high_through;
  EXPECT_NEAR(done[1], 2'500, 100);
  EXPECT_NEAR(done[2], 39, 35);
  EXPECT_GT(done[2], 0);
}

TEST(Simulation, WhatIsCancelledIsNotComputed) {
  std::stop_source stop;
  std::vector<Arrival> texts = arrivals(Kind::kPoisson, 1'000, 0.5);
  for (std::size_t i = 0; i < texts.size(); i += 2) texts[i].cancel = stop.get_token();
  stop.request_stop();
  std::size_t computed = 0;
  Simulation simulation(
      {.on_batch = [&](TimePoint, int, const Work& work) { computed += work.tasks.size(); }});
  const std::vector<Ending> endings = simulation.run(texts);
  expect_each_ended_once(endings);
  std::size_t deferred = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(endings[i].cancelled, i % 2 == 0);
    deferred += i % 2 == 1 && texts[i].deferred;
  }
  EXPECT_EQ(computed, 500 + deferred);
}

TEST(Simulation, AMillionTexts) {
  const int count = base::kSanitized ? 50'000 : 1'000'000;
  std::vector<Arrival> texts = arrivals(Kind::kHeavyTails, count, 0.6);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i].tenant = i % 7;
    texts[i].priority = static_cast<Priority>(i % 3);
    if (i % 4 == 0) texts[i].deadline = texts[i].at + 200ms;
  }
  expect_each_ended_once(Simulation({}).run(texts));
}

}  // namespace
}  // namespace tango::service
