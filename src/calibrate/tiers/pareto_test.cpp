#include "calibrate/tiers/pareto.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::calibrate {
namespace {

// The second tier differs `second_risk` · (1 - confidence) as often, the first twice (1 -
// confidence).
std::vector<TieredText> tiered(std::uint64_t seed, std::size_t count, double second_risk) {
  const base::RandomStream random(seed, "tiered");
  std::vector<TieredText> texts;
  for (std::size_t i = 0; i < count; ++i) {
    TieredText text;
    for (std::size_t tier = 0; tier < 2; ++tier) {
      const double u = static_cast<double>(random.below(4 * i + 2 * tier, 1000)) / 1000;
      const double risk = u * u * (tier == 0 ? 0.4 : second_risk);
      text.confidences.push_back(static_cast<float>(1 - u / 2));
      text.losses.push_back(static_cast<double>(random.below(4 * i + 2 * tier + 1, 1000)) <
                            1000 * risk);
    }
    text.losses.push_back(0);
    texts.push_back(text);
  }
  return texts;
}

const Promise kAll95{.risk = 0.05};
const std::span<const Promise> kPromised(&kAll95, 1);

TEST(Pareto, ChoosesBothThresholdsAndSavesCost) {
  const std::vector<double> costs = {1, 10, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 600, 0.1), tiered(2, 2400, 0.1), costs, kPromised, 0.05);
  ASSERT_GT(choice.passed, 0U);
  EXPECT_LT(choice.frontier[choice.passed - 1].cost, 30);
  EXPECT_EQ(choice.promises[0].texts, 2400);
  EXPECT_LT(choice.promises[0].losses, 120);
  EXPECT_EQ(choice.cost_with, (std::vector<std::optional<double>>{std::nullopt, std::nullopt}));
  EXPECT_LE(choice.frontier.size(), kMostTested + 9);
  for (std::size_t i = 1; i < choice.frontier.size(); ++i) {
    EXPECT_LE(choice.frontier[i].cost, choice.frontier[i - 1].cost);
    EXPECT_GE(choice.frontier[i].risk, choice.frontier[i - 1].risk);
  }
}

TEST(Pareto, LeavesOutATierThatDoesNotPayAndSaysWhatItWouldCost) {
  const std::vector<double> costs = {1, 99, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 600, 1), tiered(2, 2400, 1), costs, kPromised, 0.05);
  ASSERT_GT(choice.passed, 0U);
  EXPECT_EQ(choice.thresholds[1], kAcceptNothing);
  EXPECT_LT(choice.thresholds[0], 1);
  ASSERT_TRUE(choice.cost_with[1].has_value());
  EXPECT_GE(*choice.cost_with[1], choice.frontier[choice.passed - 1].cost);
}

TEST(Pareto, TooFewTextsAcceptNothing) {
  const std::vector<double> costs = {1, 10, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 20, 0.1), tiered(2, 50, 0.1), costs, kPromised, 0.05);
  EXPECT_EQ(choice.thresholds, (std::vector<float>{kAcceptNothing, kAcceptNothing}));
  EXPECT_EQ(choice.promises[0].losses, 0);
  EXPECT_EQ(choose_tiers({}, {}, costs, kPromised, 0.05).promises[0].losses, 0);
}

TEST(Pareto, AFloorOfAClassIsPartOfEveryTest) {
  // One class of five gets all the first tier's losses.
  const auto with_classes = [](std::uint64_t seed, std::size_t count) {
    std::vector<TieredText> texts = tiered(seed, count, 0.1);
    std::size_t number = 0;
    for (TieredText& text : texts) {
      text.reference_class = text.losses[0] > 0 || number++ % 20 == 0 ? 1 : 0;
    }
    return texts;
  };
  const std::vector<Promise> both = {{.risk = 0.05}, {.risk = 0.05, .reference_class = 1}};
  const std::vector<double> costs = {1, 10, 100};
  const TierChoice choice =
      choose_tiers(with_classes(1, 1500), with_classes(2, 6000), costs, both, 0.05);
  ASSERT_GT(choice.passed, 0U);
  EXPECT_LT(20 * choice.promises[1].losses, choice.promises[1].texts);
  const TierChoice free =
      choose_tiers(with_classes(1, 1500), with_classes(2, 6000), costs, kPromised, 0.05);
  EXPECT_LT(free.frontier[free.passed - 1].cost, choice.frontier[choice.passed - 1].cost);
}

TEST(Pareto, WhereTheLastTierIsNoReferenceNothingMayPass) {
  std::vector<TieredText> texts = tiered(1, 2000, 0.1);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i % 10 == 0) texts[i].losses = {1, 1, 1};
  }
  const std::vector<double> costs = {1, 10, 100};
  EXPECT_EQ(choose_tiers(texts, texts, costs, kPromised, 0.05).passed, 0U);
}

TEST(Pareto, AtACostLosesLeast) {
  const std::vector<double> costs = {0, 0, 1};  // the share that the last tier reads
  const auto choosing = tiered(1, 600, 0.1);
  const auto choice = choose_at_cost(choosing, tiered(2, 2400, 0.1), costs, 0.1);
  ASSERT_TRUE(choice.has_value());
  EXPECT_LE(choice->frontier[0].cost, 0.1);
  EXPECT_GT(choice->frontier[0].cost, 0.09) << "what is allowed is spent";
  const auto all = choose_at_cost(choosing, choosing, costs, 1);
  EXPECT_EQ(all->promises[0].losses, 0);
  EXPECT_EQ(choose_at_cost(choosing, choosing, std::vector<double>{2, 1, 1}, 0.5), std::nullopt);
}

}  // namespace
}  // namespace tango::calibrate
