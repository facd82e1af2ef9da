#include "calibrate/tiers/frontier.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::calibrate {
namespace {

const Promise kAnyRisk{.risk = 0.1};

/// Few values, so that there are ties; `gates` thresholds.
std::vector<TieredText> random_texts(std::size_t count, std::size_t gates) {
  const base::RandomStream random(gates, "frontier");
  std::vector<TieredText> texts(count);
  std::uint64_t draw = 0;
  for (TieredText& text : texts) {
    for (std::size_t tier = 0; tier <= gates; ++tier) {
      text.losses.push_back(random.below(draw++, 5) == 0);
      if (tier < gates) {
        text.confidences.push_back(static_cast<float>(random.below(draw++, 10)) / 10);
      }
    }
  }
  return texts;
}

/// Of a tier that goes on from the one before, if that is in use, the rest alone.
double cost_in_tier(const TierCosts& costs, std::span<const float> thresholds, std::size_t tier) {
  for (std::size_t done = tier; !costs.goes_on.empty() && costs.goes_on[done]; --done) {
    if (thresholds[done - 1] < 1) return costs.tiers[tier] - costs.tiers[done - 1];
  }
  return costs.tiers[tier];
}

struct Measured {
  double cost = 0;
  double losses = 0;
};

Measured measure(std::span<const TieredText> texts, const TierCosts& costs,
                 std::span<const float> thresholds) {
  Measured sum;
  for (const TieredText& text : texts) {
    const std::size_t answering = answering_gate(text, thresholds);
    sum.losses += text.losses[answering];
    for (std::size_t tier = 0; tier <= answering; ++tier) {
      if (tier == thresholds.size() || thresholds[tier] < 1) {
        sum.cost += cost_in_tier(costs, thresholds, tier);
      }
    }
  }
  return {sum.cost / static_cast<double>(texts.size()), sum.losses};
}

void expect_best_of_every_combination(const TierCosts& costs) {
  const std::vector<TieredText> texts = random_texts(60, 2);
  const Frontier frontier = frontier_of(texts, costs, {&kAnyRisk, 1});
  ASSERT_GT(frontier.candidates.size(), 3U);
  for (const TierCandidate& one : frontier.candidates) {
    const Measured measured = measure(texts, costs, one.thresholds);
    EXPECT_NEAR(measured.cost, one.cost, 1e-9);
    EXPECT_NEAR(measured.losses, one.risk * 60, 1e-6);
  }
  std::vector<float> values = {kAcceptNothing};
  for (int i = 0; i < 10; ++i) values.push_back(static_cast<float>(i) / 10);
  for (const float first : values) {
    for (const float second : values) {
      const Measured measured = measure(texts, costs, std::vector{first, second});
      bool is_matched = false;
      for (const TierCandidate& one : frontier.candidates) {
        is_matched = is_matched ||
                     (one.cost <= measured.cost + 1e-9 && one.risk * 60 <= measured.losses + 1e-6);
      }
      EXPECT_TRUE(is_matched) << first << " and " << second << " beat the frontier";
    }
  }
}

TEST(Frontier, IsThatOfEveryCombination) { expect_best_of_every_combination({{1, 3, 10}}); }

TEST(Frontier, ATierThatGoesOnCostsTheRest) {
  expect_best_of_every_combination({{1, 3, 10}, 1, {false, false, true}});
  expect_best_of_every_combination({{2, 5, 10}, 1, {false, true, true}});
  expect_best_of_every_combination({{2, 5, 10}, 1, {false, true, false}});
}

/// Two tiers, and a gate for each of two classes: every text stands at one of them.
TEST(Frontier, AGateForEachClassOfATier) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  const base::RandomStream random(7, "classes");
  std::vector<TieredText> texts(80);
  std::uint64_t draw = 0;
  for (TieredText& text : texts) {
    const auto confidence = static_cast<float>(random.below(draw++, 10)) / 10;
    const bool is_first = random.below(draw++, 3) == 0;
    const bool differs = random.below(draw++, is_first ? 3 : 12) == 0;
    text.confidences = {is_first ? confidence : kNone, is_first ? kNone : confidence};
    text.losses = {differs, differs, 0};
  }
  const TierCosts costs({1, 10}, 2);
  const Frontier frontier = frontier_of(texts, costs, {&kAnyRisk, 1});
  ASSERT_GT(frontier.candidates.size(), 3U);
  const auto cost_at = [&](std::span<const float> thresholds) {
    double deferred = 0;
    for (const TieredText& text : texts) deferred += answering_gate(text, thresholds) == 2 ? 1 : 0;
    const bool reads = thresholds[0] < 1 || thresholds[1] < 1;
    return (reads ? 1 : 0) + 10 * deferred / static_cast<double>(texts.size());
  };
  for (const TierCandidate& one : frontier.candidates) {
    EXPECT_NEAR(one.cost, cost_at(one.thresholds), 1e-9) << "the tier is paid once by each text";
    EXPECT_NEAR(static_cast<double>(counts_at(texts, kAnyRisk, one.thresholds).losses),
                one.risk * 80, 1e-6);
  }
  std::vector<float> values = {kAcceptNothing};
  for (int i = 0; i < 10; ++i) values.push_back(static_cast<float>(i) / 10);
  for (const float first : values) {
    for (const float second : values) {
      const std::vector<float> thresholds{first, second};
      const auto losses = static_cast<double>(counts_at(texts, kAnyRisk, thresholds).losses);
      EXPECT_TRUE(std::ranges::any_of(frontier.candidates,
                                      [&](const TierCandidate& one) {
                                        return one.cost <= cost_at(thresholds) + 1e-9 &&
                                               one.risk * 80 <= losses + 1e-6;
                                      }))
          << first << " and " << second << " beat the frontier";
    }
  }
}

TEST(Frontier, KnowsTheCostWithEachTier) {
  const std::vector<TieredText> texts = random_texts(40, 2);
  const std::vector<double> costs = {1, 100, 10};  // the second never pays
  const Frontier frontier = frontier_of(texts, costs, {&kAnyRisk, 1});
  const TierCandidate& cheapest = frontier.candidates.back();
  EXPECT_EQ(cheapest.thresholds[1], kAcceptNothing);
  EXPECT_NEAR(frontier.cost_with(0, cheapest.risk), cheapest.cost, 1e-9);
  EXPECT_GE(frontier.cost_with(1, cheapest.risk), cheapest.cost);
}

TEST(Frontier, HandComputed) {
  // Sure and right, sure and wrong, unsure and right.
  const std::vector<TieredText> texts = {{.confidences = {0.9F}, .losses = {0, 0}},
                                         {.confidences = {0.8F}, .losses = {1, 0}},
                                         {.confidences = {0.7F}, .losses = {0, 0}}};
  const Frontier frontier = frontier_of(texts, std::vector<double>{1, 6}, {&kAnyRisk, 1});
  ASSERT_EQ(frontier.candidates.size(), 2U);
  EXPECT_EQ(frontier.candidates[0].thresholds, std::vector<float>{0.9F});
  EXPECT_NEAR(frontier.candidates[0].cost, 1 + 2 * 6.0 / 3, 1e-9);
  EXPECT_EQ(frontier.candidates[1].thresholds, std::vector<float>{0});
  EXPECT_NEAR(frontier.candidates[1].risk, 1 / 3.0, 1e-9);
}

TEST(Frontier, ThreeThresholdsAndNoConfidenceAtAll) {
  const std::vector<double> costs = {1, 2, 4, 8};
  EXPECT_GT(frontier_of(random_texts(50, 3), costs, {&kAnyRisk, 1}).candidates.size(), 2U);
  std::vector<TieredText> broken = random_texts(5, 1);
  for (TieredText& text : broken) {
    text.confidences = {std::numeric_limits<float>::quiet_NaN()};
    text.losses = {1, 0};
  }
  const Frontier frontier = frontier_of(broken, std::vector<double>{1, 6}, {&kAnyRisk, 1});
  EXPECT_EQ(frontier.candidates.size(), 1U) << "they are never accepted";
}

}  // namespace
}  // namespace tango::calibrate
