#include "calibrate/tiers/pareto.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "calibrate/threshold/sample.h"

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
      text.differs.push_back(static_cast<double>(random.below(4 * i + 2 * tier + 1, 1000)) <
                             1000 * risk);
    }
    texts.push_back(text);
  }
  return texts;
}

TEST(Pareto, ChoosesBothThresholdsAndSavesCost) {
  const std::vector<double> costs = {1, 10, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 600, 0.1), tiered(2, 2400, 0.1), costs, 0.05, 0.05, 20);
  ASSERT_GT(choice.passed, 0U);
  EXPECT_LT(choice.frontier[choice.passed - 1].cost, 30);
  EXPECT_LT(choice.losses, 120);
  EXPECT_EQ(choice.left_out, (std::vector<bool>{false, false}));
  for (std::size_t i = 1; i < choice.frontier.size(); ++i) {
    EXPECT_LT(choice.frontier[i].cost, choice.frontier[i - 1].cost);
    EXPECT_GT(choice.frontier[i].risk, choice.frontier[i - 1].risk);
  }
}

TEST(Pareto, LeavesOutATierThatDoesNotPay) {
  const std::vector<double> costs = {1, 99, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 600, 1), tiered(2, 2400, 1), costs, 0.05, 0.05, 20);
  ASSERT_GT(choice.passed, 0U);
  EXPECT_TRUE(choice.left_out[1]);
  EXPECT_FALSE(choice.left_out[0]);
}

TEST(Pareto, TooFewTextsAcceptNothing) {
  const std::vector<double> costs = {1, 10, 100};
  const TierChoice choice =
      choose_tiers(tiered(1, 20, 0.1), tiered(2, 50, 0.1), costs, 0.02, 0.05, 5);
  EXPECT_EQ(choice.thresholds, (std::vector<float>{kAcceptNothing, kAcceptNothing}));
  EXPECT_EQ(choice.losses, 0);
  EXPECT_EQ(choose_tiers({}, {}, costs, 0.02, 0.05).losses, 0);
}

}  // namespace
}  // namespace tango::calibrate
