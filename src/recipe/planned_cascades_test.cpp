#include "recipe/planned_cascades.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

PlannedCascade planned(const std::vector<std::string>& tiers, const std::vector<double>& answered) {
  return {{tiers.front(), tiers},
          {.thresholds = {}, .answered = answered, .score = 0.9, .last_score = 0.9}};
}

TEST(RelativeCost, OfTwoTiersIsTimeRatioAndDeferredShare) {
  EXPECT_NEAR(
      relative_cost(planned({"small", "large"}, {0.9, 0.1}), {{"small", 5000}, {"large", 100}}),
      100.0 / 5000 + 0.1, 1e-12);
}

TEST(RelativeCost, OfThreeTiersCountsWhoReachesEach) {
  const PlannedCascade three = planned({"a", "b", "c"}, {0.5, 0.3, 0.2});
  EXPECT_NEAR(relative_cost(three, {{"a", 1000}, {"b", 200}, {"c", 100}}), 0.1 + 0.5 * 0.5 + 0.2,
              1e-12);
}

TEST(CostTable, TheCheapestComesFirst) {
  const std::string table =
      cost_table({planned({"slow", "large"}, {0.95, 0.05}), planned({"fast", "large"}, {0.9, 0.1})},
                 {{"slow", 200}, {"fast", 10000}, {"large", 100}});
  EXPECT_LT(table.find("fast > large"), table.find("slow > large"));
  EXPECT_NE(table.find("9.1x"), std::string::npos) << table;
}

TEST(CostTable, WhereTheLastTierIsAskedThereIsNoSpeedup) {
  const std::string table = asked_table({planned({"fast", "large"}, {0.9, 0.1})});
  EXPECT_NE(table.find("10.0%"), std::string::npos) << table;
  EXPECT_EQ(table.find("large"), std::string::npos) << table;
}

/// A student's answers to four texts and a large model's, which is equally sure of all.
Scores scores_of(std::vector<int> truths, evaluate::TierAnswers small, double score_of_large,
                 std::vector<int> large) {
  Scores scores;
  scores.labels = {"no", "yes"};
  scores.truths = std::move(truths);
  scores.models = {{.name = "small", .scores = {0.75}, .answers = std::move(small)},
                   {.name = "large",
                    .scores = {score_of_large},
                    .answers = {std::move(large), {0.9F, 0.9F, 0.9F, 0.9F}, {}}}};
  return scores;
}

/// Of both, which keeps everything.
Recipe recipe_of_both() {
  Recipe recipe;
  recipe.keep = 1;
  recipe.cascades = {{"all", {"small", "large"}}};
  return recipe;
}

TEST(PlanCascades, ThresholdsOfClassesOnRequest) {
  // "yes" is right where the student says it, "no" is not.
  const Scores scores =
      scores_of({1, 1, 1, 0}, {{0, 1, 1, 0}, {0.9F, 0.7F, 0.6F, 0.8F}, {}}, 1, {1, 1, 1, 0});
  Recipe recipe = recipe_of_both();
  const auto answered = [&] {
    return plan_cascades(recipe, scores, task::Metric::kF1).front().choice.answered.front();
  };
  EXPECT_EQ(answered(), 0);
  recipe.per_class = true;
  EXPECT_EQ(answered(), 0.5);
}

TEST(PlanCascades, AScoreCanBeKeptWithoutTheAnswers) {
  // The student is right where the large model is wrong, and the other way round.
  const Scores scores =
      scores_of({0, 0, 1, 1}, {{0, 0, 1, 0}, {0.9F, 0.7F, 0.9F, 0.6F}, {}}, 0.75, {0, 1, 1, 1});
  Recipe recipe = recipe_of_both();
  const auto threshold = [&] {
    return plan_cascades(recipe, scores, task::Metric::kAccuracy)
        .front()
        .choice.thresholds.front()
        .of(0);
  };
  EXPECT_EQ(threshold(), 0);
  recipe.keeps_answers = true;
  EXPECT_GT(threshold(), 0.7F);
  EXPECT_LE(threshold(), 0.9F);
}

}  // namespace
}  // namespace tango::recipe
