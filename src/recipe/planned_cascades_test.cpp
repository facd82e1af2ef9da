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

TEST(PlanCascades, ThresholdsOfClassesOnRequest) {
  // "yes" is right where the student says it, "no" is not.
  Scores scores;
  scores.labels = {"no", "yes"};
  scores.truths = {1, 1, 1, 0};
  scores.models = {
      {.name = "small", .scores = {0.75}, .answers = {{0, 1, 1, 0}, {0.9F, 0.7F, 0.6F, 0.8F}, {}}},
      {.name = "large", .scores = {1}, .answers = {{1, 1, 1, 0}, {0.9F, 0.9F, 0.9F, 0.9F}, {}}}};
  Recipe recipe;
  recipe.keep = 1;
  recipe.cascades = {{"all", {"small", "large"}}};
  const auto answered = [&] {
    return plan_cascades(recipe, scores, task::Metric::kF1).front().choice.answered.front();
  };
  EXPECT_EQ(answered(), 0);
  recipe.per_class = true;
  EXPECT_EQ(answered(), 0.5);
}

TEST(PlanCascades, AScoreCanBeKeptWithoutTheAnswers) {
  // The student is right where the large model is wrong, and the other way round.
  Scores scores;
  scores.labels = {"no", "yes"};
  scores.truths = {0, 0, 1, 1};
  scores.models = {
      {.name = "small", .scores = {0.75}, .answers = {{0, 0, 1, 0}, {0.9F, 0.7F, 0.9F, 0.6F}, {}}},
      {.name = "large", .scores = {0.75}, .answers = {{0, 1, 1, 1}, {0.9F, 0.9F, 0.9F, 0.9F}, {}}}};
  Recipe recipe;
  recipe.keep = 1;
  recipe.cascades = {{"all", {"small", "large"}}};
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
