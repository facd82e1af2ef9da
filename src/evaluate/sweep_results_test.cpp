#include "evaluate/sweep_results.h"

#include <string>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "cascade/asked.h"
#include "cascade/fake_tier.h"
#include "evaluate/sweep_table.h"

namespace tango::evaluate {
namespace {

LabelledTexts texts_of_a_sweep() {
  LabelledTexts texts;
  for (const char* text : {"9", "1", "6", "4", "88"}) texts.requests.push_back({text, {}, {}, {}});
  texts.truths = {1, 0, 0, 0, 1};
  return texts;
}

SweepSettings quick() {
  SweepSettings settings;
  settings.measure = {.repeats = 1, .batches = {{4, 64}, {4, 64}}};
  settings.results.resamples = settings.results.draws = settings.results.half_splits = 5;
  settings.results.shares = {0.9};
  return settings;
}

TEST(SweepResults, HoldEverySettingTheErrorsAndTheMachine) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  const LabelledTexts texts = texts_of_a_sweep();
  SweepSettings settings = quick();
  settings.with_texts = true;
  const base::OrderedJson found =
      sweep_json(cascade, texts, texts_of_a_sweep(), settings, [](const std::string&) {});
  ASSERT_EQ(found.at("settings").size(), 2U);
  for (const base::OrderedJson& setting : found.at("settings")) {
    EXPECT_EQ(setting.at("tuned").size(), 1U);
    EXPECT_TRUE(setting.contains("oracle"));
  }
  EXPECT_EQ(found.at("batches").size(), 2U);
  EXPECT_FALSE(found.contains("online"));
  EXPECT_GE(found.at("machine").at("cpus"), 1);
  const base::OrderedJson& errors = found.at("errors");
  EXPECT_EQ(errors.at("deferral_by_label").size(), 2U);
  // At its own threshold the cascade defers "6" and "4", and tier 2 is wrong about "4".
  const base::OrderedJson& worse = errors.at("worse_than_a_tier");
  ASSERT_EQ(worse.at("texts"), 1);
  EXPECT_EQ(worse.at("shown").at(0).at("row"), 4);
  EXPECT_EQ(worse.at("shown").at(0).at("text"), "4");

  const std::string table = sweep_table(found);
  EXPECT_NE(table.find("speedup at                      90.0 %"), std::string::npos) << table;
  EXPECT_NE(table.find("chosen elsewhere"), std::string::npos) << table;
}

TEST(SweepResults, SetsOfLabelsCountWhereAllAreRight) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  tiers.push_back(cascade::fake::make_tier(10));
  const checkpoint::Labels labels{{"calm", "loud"},
                                  checkpoint::ProblemType::kMultiLabelClassification};
  const cascade::Cascade cascade(std::move(tiers), {0.9F}, labels,
                                 cascade::ConfidenceKind::kMaxProbability);
  require_sweepable(cascade);
  LabelledTexts texts = texts_of_a_sweep();
  texts.truths.clear();
  texts.label_sets = {{0, 1}, {0}, {1}, {0}, {0, 1}};  // "calm" has 0.5 everywhere
  texts.label_thresholds = {0.5F, 0.5F};
  const base::OrderedJson found =
      sweep_json(cascade, texts, texts, quick(), [](const std::string&) {});
  const base::OrderedJson& setting = found.at("settings").at(0);
  EXPECT_DOUBLE_EQ(setting.at("tiers").at(0).at("score").get<double>(), 0.8);
  EXPECT_FALSE(setting.contains("per_class"));
  EXPECT_TRUE(setting.contains("tuned"));
  EXPECT_FALSE(found.at("errors").contains("deferral_by_label"));
}

TEST(SweepResults, NumbersHaveNoSweep) {
  using checkpoint::ProblemType;
  const auto answering = [](const checkpoint::Labels& labels) {
    std::vector<cascade::Tier> tiers;
    tiers.push_back(cascade::fake::make_tier(1));
    return cascade::Cascade(std::move(tiers), {}, labels, cascade::ConfidenceKind::kMaxProbability);
  };
  EXPECT_THROW(require_sweepable(answering({{"a"}, ProblemType::kMultiLabelClassification})),
               Error);
  EXPECT_THROW(require_sweepable(answering({{"a", "b"}, ProblemType::kRegression})), Error);
  EXPECT_NO_THROW(require_sweepable(answering(checkpoint::span_labels())));
}

TEST(SweepResults, WhereATierIsAskedThereIsNoSweepButAnotherWay) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  tiers.emplace_back(std::make_shared<cascade::Asked>(), tiers.front().labels(), 1.0F);
  const checkpoint::Labels labels = tiers.front().labels();
  const cascade::Cascade cascade(std::move(tiers), {0.9F}, labels,
                                 cascade::ConfidenceKind::kMaxProbability);
  base::expect_error(ErrorCode::kUnsupported,
                     {"tier 2 is asked", "without a sweep", "tango calibrate --reference FILE"},
                     [&] { require_sweepable(cascade); });
}

TEST(SweepResults, AModelAloneHasNoSpeedups) {
  SweepSettings settings = quick();
  settings.measure.batches.pop_back();
  const base::OrderedJson found = sweep_json(cascade::fake::make_one_tier(1), texts_of_a_sweep(),
                                             {}, settings, [](const std::string&) {});
  EXPECT_FALSE(found.at("errors").contains("worse_than_a_tier"));
  EXPECT_EQ(sweep_table(found), "");
}

}  // namespace
}  // namespace tango::evaluate
