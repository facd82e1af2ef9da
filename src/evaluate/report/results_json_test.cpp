#include "evaluate/report/results_json.h"

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

/// 100 texts; tier 1 is wrong on the 20 that it is least sure of, tier 2 on none; ten times slower.
Setting setting_of() {
  RecordedRun run{{task::Metric::kAccuracy, 2, std::vector<int>(100, 1), {}, {}}, {}, {}};
  std::vector<int> first(100, 1);
  std::vector<float> confidences;
  for (std::size_t text = 0; text < 100; ++text) {
    if (text < 20) first[text] = 0;
    confidences.push_back(0.5F + static_cast<float>(text) / 256);
  }
  run.grading.labels = {first, std::vector<int>(100, 1)};
  run.confidences = {confidences, std::vector<float>(100, 1)};
  const Times times{std::vector<double>(100, 1), std::vector<double>(100, 10)};
  return make_setting("made up", std::move(run), {times, times});
}

TEST(ResultsJson, OfASettingByHand) {
  const std::vector<Baseline> baselines{{"exits", {{{0.5F}, 0.99, 500, 30}}},
                                        {"bad exits", {{{0.5F}, 0.9, 100, 0}}}};
  const OrderedJson json =
      to_json(setting_of(), baselines, {.shares = {0.98}, .resamples = 50, .draws = 20});
  EXPECT_EQ(json.at("repeats"), 2);
  EXPECT_DOUBLE_EQ(json.at("tiers").at(0).at("score").get<double>(), 0.8);
  EXPECT_DOUBLE_EQ(json.at("tiers").at(0).at("speedup").get<double>(), 10);
  EXPECT_LT(json.at("tiers").at(0).at("score_resampled").at("p5").get<double>(), 0.8);
  EXPECT_GT(json.at("tiers").at(0).at("score_resampled").at("p95").get<double>(), 0.8);
  const OrderedJson& paper = json.at("speedups").at(0).at("paper");
  // 18 of 20 wrong texts are deferred: 1000 / (100 + 180).
  EXPECT_DOUBLE_EQ(paper.at("speedup").get<double>(), 1000.0 / 280);
  EXPECT_DOUBLE_EQ(paper.at("kept").get<double>(), 0.98);
  EXPECT_DOUBLE_EQ(paper.at("deferral_rate").get<double>(), 0.18);
  EXPECT_DOUBLE_EQ(paper.at("deviation").get<double>(), 0);
  EXPECT_LT(paper.at("resampled").at("p5"), paper.at("resampled").at("p95"));
  EXPECT_EQ(json.at("speedups").at(0).at("half_splits").at("splits"), 200);
  EXPECT_DOUBLE_EQ(json.at("oracle").at("speedups").at(0).at("speedup").get<double>(),
                   1000.0 / 280);
  EXPECT_LT(json.at("random").at("speedups").at(0).at("speedup").at("p95").get<double>(), 1.5);
  EXPECT_DOUBLE_EQ(json.at("baselines").at(0).at("speedups").at(0).at("speedup").get<double>(), 2);
  EXPECT_TRUE(json.at("baselines").at(1).at("speedups").at(0).at("speedup").is_null());
}

TEST(ResultsJson, SpeedupsAtAbsoluteScores) {
  const OrderedJson json = to_json(
      setting_of(), {},
      {.shares = {0.98}, .scores = {0.98, 1.01}, .resamples = 5, .draws = 5, .half_splits = 5});
  EXPECT_DOUBLE_EQ(json.at("at_scores").at(0).at("speedup").get<double>(), 1000.0 / 280);
  EXPECT_TRUE(json.at("at_scores").at(1).at("speedup").is_null());
}

TEST(ResultsJson, ThresholdsFromOtherTextsHaveIntervals) {
  const OrderedJson json =
      tuned_json(setting_of(), setting_of(), {.shares = {0.98}, .resamples = 400});
  const OrderedJson& report = json.at(0).at("report");
  EXPECT_DOUBLE_EQ(report.at("kept").get<double>(), 0.98);
  // 2 of 100 texts are lost: the binomial distribution's 2.5th percentile is 5 of them.
  EXPECT_NEAR(report.at("kept_interval").at(0).get<double>(), 0.95, 0.011);
  EXPECT_DOUBLE_EQ(report.at("kept_interval").at(1).get<double>(), 1);
  EXPECT_LT(report.at("speedup_interval").at(0).get<double>(), 1000.0 / 280);
  EXPECT_GT(report.at("speedup_interval").at(1).get<double>(), 1000.0 / 280);
}

TEST(ResultsJson, CurvesAreColumnsOfOneLength) {
  std::mt19937 random(51);
  for (int round = 0; round < 12; ++round) {
    RecordedRun run = random_run(random, 2 + random() % 2, 60);
    const Times times = run.seconds;
    const OrderedJson json =
        to_json(make_setting("", std::move(run), {times}), {},
                {.resamples = 5, .draws = 5, .half_splits = 5, .most_points = 20});
    for (const OrderedJson* curve :
         {&json.at("curve"), &json.at("oracle").at("by_time"), &json.at("oracle").at("by_count")}) {
      const std::size_t length = curve->at("speedup").size();
      EXPECT_GT(length, 0U);
      EXPECT_LE(length, 20U);
      for (const auto& [name, column] : curve->items()) EXPECT_EQ(column.size(), length) << name;
    }
    EXPECT_FALSE(json.at("oracle").at("by_time").contains("thresholds"));
  }
}

TEST(ResultsJson, OneTierHasNoCurve) {
  std::mt19937 random(52);
  RecordedRun run = random_run(random, 1, 20);
  const Times times = run.seconds;
  const OrderedJson json = to_json(make_setting("", std::move(run), {times}), {}, {});
  EXPECT_FALSE(json.contains("curve"));
  EXPECT_DOUBLE_EQ(json.at("tiers").at(0).at("speedup").get<double>(), 1);
}

TEST(ResultsJson, TunedThresholdsAreScoredOnTheOtherTexts) {
  const Setting tune = setting_of();
  // On the report texts tier 1 is surer of the same wrong answers: fewer are deferred.
  Setting report = setting_of();
  for (float& confidence : report.typical.confidences[0]) confidence += 0.04F;
  const OrderedJson json = tuned_json(tune, report, {.shares = {0.98}});
  EXPECT_DOUBLE_EQ(json.at(0).at("tune").at("kept").get<double>(), 0.98);
  EXPECT_LT(json.at(0).at("report").at("kept").get<double>(), 0.9);
  EXPECT_GT(json.at(0).at("report").at("speedup").get<double>(), 1000.0 / 280);
}

TEST(ResultsJson, ErrorsOfEveryTier) {
  const Setting setting = setting_of();
  const OrderedJson json = errors_json(setting.typical, setting.typical.confidences);
  ASSERT_EQ(json.at("quantiles").size(), 10U);
  EXPECT_EQ(json.at("quantiles").at(0).at("fixed"), 10);
  EXPECT_EQ(json.at("quantiles").at(2).at("fixed"), 0);
  ASSERT_EQ(json.at("tiers").size(), 2U);
  std::int64_t texts = 0;
  for (const OrderedJson& bin : json.at("tiers").at(0).at("histogram")) {
    texts += bin.get<std::int64_t>();
  }
  EXPECT_EQ(texts, 100);
}

}  // namespace
}  // namespace tango::evaluate
