#include "calibrate/tiers/descent.h"

#include <algorithm>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "base/random.h"
#include "calibrate/tiers/enumeration.h"

namespace tango::calibrate {
namespace {

const Promise kDescentRisk{.risk = 0.1};
constexpr float kOtherClass = std::numeric_limits<float>::quiet_NaN();

/// `classes` gates in each tier but the last. The lower its confidence, the oftener a tier differs,
/// and the oftener the higher the class.
std::vector<TieredText> texts_of(std::size_t count, std::size_t tiers, std::size_t classes) {
  const base::RandomStream random(7 * tiers + classes, "descent");
  std::vector<TieredText> texts(count);
  std::uint64_t draw = 0;
  for (TieredText& text : texts) {
    for (std::size_t tier = 0; tier + 1 < tiers; ++tier) {
      const std::uint64_t answer = random.below(draw++, classes);
      const std::uint64_t confidence = random.below(draw++, 50);
      const bool differs = random.below(draw++, 100) < (50 - confidence) * (answer + 1) / classes;
      for (std::size_t gate = 0; gate < classes; ++gate) {
        text.confidences.push_back(gate == answer ? static_cast<float>(confidence) / 50
                                                  : kOtherClass);
        text.losses.push_back(differs);
      }
    }
    text.losses.push_back(0);
  }
  return texts;
}

void expect_measured(const Frontier& frontier, std::span<const TieredText> texts,
                     const TierCosts& costs) {
  ASSERT_GT(frontier.candidates.size(), 5U);
  const auto count = static_cast<double>(texts.size());
  for (const TierCandidate& one : frontier.candidates) {
    const std::vector<double> until = costs_until(one.thresholds, costs);
    double cost = 0;
    for (const TieredText& text : texts) {
      cost += until[answering_gate(text, one.thresholds) / costs.gates];
    }
    EXPECT_NEAR(one.cost, cost / count, 1e-9);
    EXPECT_NEAR(one.risk * count,
                static_cast<double>(counts_at(texts, kDescentRisk, one.thresholds).losses), 1e-6);
  }
}

/// Of the cheapest candidate with at most this risk.
double cost_at(const Frontier& frontier, double risk) {
  double cost = std::numeric_limits<double>::infinity();
  for (const TierCandidate& one : frontier.candidates) {
    if (one.risk <= risk + 1e-9) cost = one.cost;
  }
  return cost;
}

TEST(Descent, ComesNearWhatEveryCombinationGives) {
  for (const TierCosts& costs :
       {TierCosts({1, 3, 10}), TierCosts({1, 2, 4, 10}), TierCosts({1, 3, 10}, 2),
        TierCosts({2, 5, 10}, 1, {false, false, true})}) {
    const auto texts = texts_of(200, costs.tiers.size(), costs.gates);
    const Frontier found = frontier_by_descent(texts, costs, {&kDescentRisk, 1});
    const Frontier best = frontier_by_enumeration(texts, costs, {&kDescentRisk, 1});
    expect_measured(found, texts, costs);
    for (const double risk : {0.0, 0.01, 0.02, 0.05, 0.1}) {
      EXPECT_LE(cost_at(found, risk), 1.05 * cost_at(best, risk)) << risk;
    }
  }
}

/// Of two tiers, by the fewest deferred texts of each number of losses, class by class.
std::vector<double> least_deferred(std::span<const TieredText> texts, std::size_t classes) {
  std::vector<double> least(texts.size() + 1, static_cast<double>(texts.size()));
  for (std::size_t one = 0; one < classes; ++one) {
    std::map<float, std::pair<int, int>, std::greater<>> steps;  // texts and losses by confidence
    for (const TieredText& text : texts) {
      if (!(text.confidences[one] >= 0)) continue;
      ++steps[text.confidences[one]].first;
      steps[text.confidences[one]].second += text.losses[one];
    }
    std::vector<double> with = least;
    std::size_t lost = 0;
    double accepted = 0;
    for (const auto& [confidence, step] : steps) {
      accepted += step.first;
      lost += static_cast<std::size_t>(step.second);
      for (std::size_t before = 0; before + lost < with.size(); ++before) {
        with[before + lost] = std::min(with[before + lost], least[before] - accepted);
      }
    }
    least = with;
  }
  return least;
}

TEST(Descent, ComesNearTheBestThresholdsOfManyClasses) {
  constexpr std::size_t kClasses = 12;
  const auto texts = texts_of(600, 2, kClasses);
  const TierCosts costs({1, 20}, kClasses);
  const Frontier found = frontier_by_descent(texts, costs, {&kDescentRisk, 1});
  expect_measured(found, texts, costs);
  const std::vector<double> least = least_deferred(texts, kClasses);
  for (const std::size_t losses : {0U, 6U, 12U, 30U}) {
    const double best = 1 + 20 * *std::min_element(least.begin(), least.begin() + losses + 1) / 600;
    EXPECT_LE(cost_at(found, static_cast<double>(losses) / 600), 1.03 * best) << losses;
  }
}

TEST(Descent, LeavesATierOutThatDoesNotPay) {
  const auto texts = texts_of(200, 6, 1);
  const TierCosts costs({1, 2, 300, 4, 5, 10});
  const Frontier found = frontier_of(texts, costs, {&kDescentRisk, 1});
  for (const TierCandidate& one : found.candidates) EXPECT_EQ(one.thresholds[2], kAcceptNothing);
  EXPECT_GT(found.cost_with(2, 0.02), found.cost_with(0, 0.02));
}

}  // namespace
}  // namespace tango::calibrate
