#include "calibrate/score/score_choice.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::calibrate {
namespace {

struct Drawn {
  FeatureTable table{.features = 2, .values = {}};
  std::vector<std::uint8_t> holds;
  std::vector<float> confidences;
};

/// P(holds) = sigmoid(intercept + a x + b y), x and y uniform in -2 … 2; the plain confidence is x.
Drawn draw(std::size_t texts, double intercept, double a, double b) {
  const base::RandomStream random(1, "learned scores");
  Drawn drawn;
  for (std::size_t text = 0; text < texts; ++text) {
    const double x = 2 * random.signed_unit(3 * text);
    const double y = 2 * random.signed_unit(3 * text + 1);
    const double probability = 1 / (1 + std::exp(-(intercept + a * x + b * y)));
    drawn.table.values.insert(drawn.table.values.end(), {x, y});
    drawn.holds.push_back(random.signed_unit(3 * text + 2) < 2 * probability - 1 ? 1 : 0);
    drawn.confidences.push_back(static_cast<float>(x));
  }
  return drawn;
}

TEST(FitLogistic, FindsTheWeightsThatTextsWereDrawnWith) {
  const Drawn drawn = draw(20000, 1, 1.5, -0.5);
  std::vector<std::size_t> all(20000);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const LogisticModel model = fit_logistic(drawn.table, drawn.holds, all);
  EXPECT_NEAR(model.intercept, 1, 0.1);
  EXPECT_NEAR(model.weights[0], 1.5, 0.1);
  EXPECT_NEAR(model.weights[1], -0.5, 0.1);
}

TEST(FitLogistic, StaysFiniteWhereAllTextsHoldAndNothingVaries) {
  const FeatureTable table{.features = 2, .values = {1, 7, 2, 7, 3, 7}};
  const std::vector<std::uint8_t> holds{1, 1, 1};
  const std::vector<std::size_t> all{0, 1, 2};
  const LogisticModel model = fit_logistic(table, holds, all);
  EXPECT_TRUE(std::isfinite(model.log_odds(table.of(0))));
  EXPECT_GT(model.log_odds(table.of(0)), 0);
  EXPECT_EQ(model.weights[1], 0) << "does not vary";
}

TEST(DeferralAt, CountsByHand) {
  const std::vector<double> sureness{0.9, 0.8, 0.8, 0.5};
  const std::vector<std::uint8_t> holds{1, 0, 1, 0};
  EXPECT_EQ(deferral_at(sureness, holds, 0), 0.75);
  EXPECT_EQ(deferral_at(sureness, holds, 1), 0.25) << "equally sure texts fall together";
  EXPECT_EQ(deferral_at(sureness, holds, 2), 0);
}

TEST(ChooseScore, PaysWhereAnotherFeatureTellsMore) {
  const Drawn drawn = draw(2000, 2, 0.5, 2);
  const ScoreChoice choice = choose_score(drawn.table, drawn.holds, drawn.confidences, 0.05);
  EXPECT_TRUE(choice.pays());
  EXPECT_LT(choice.learned_deferral, choice.plain_deferral - 0.1);
  EXPECT_NE(choice.held_out[0], choice.model.log_odds(drawn.table.of(0)));
}

TEST(ChooseScore, DoesNotPayWhereTheConfidenceSaysAll) {
  Drawn drawn = draw(400, 1, 0, 0);
  for (std::size_t text = 0; text < drawn.holds.size(); ++text) {
    drawn.confidences[text] = drawn.holds[text] != 0 ? 0.9F : 0.1F;
  }
  EXPECT_FALSE(choose_score(drawn.table, drawn.holds, drawn.confidences, 0.02).pays());
}

}  // namespace
}  // namespace tango::calibrate
