#include "evaluate/evaluation.h"

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

/// Tier 1 says positive from '6' on; tier 2 the other way round, and surer.
LabelledTexts labelled_texts() {
  LabelledTexts texts;
  for (const char* text : {"9", "1", "6", "4"}) texts.requests.push_back({text, {}, {}, {}});
  texts.truths = {1, 0, 0, 0};
  texts.metric = task::Metric::kF1;
  texts.repaired_utf8 = 3;
  return texts;
}

TEST(Evaluation, ScoresWhatTheCascadeAnswers) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  int answers = 0;
  EvaluationOptions options;
  options.about["model"] = "fake";
  options.on_answer = [&](const cascade::Answer&) { ++answers; };
  const Evaluation found = evaluate_texts(cascade, labelled_texts(), options);
  EXPECT_EQ(answers, 4);
  // Tier 1 is sure of "9" and "1"; tier 2 says 0 to "6" and 1 to "4".
  EXPECT_EQ(found.json.at("rows"), 4);
  EXPECT_EQ(found.json.at("deferral_rate"), 0.5);
  EXPECT_EQ(found.json.at("metrics").at("accuracy"), 0.75);
  EXPECT_EQ(found.json.at("metric"), "f1");
  EXPECT_DOUBLE_EQ(found.json.at("score").get<double>(), 2.0 / 3);
  EXPECT_EQ(found.json.at("confusion"), (base::OrderedJson{{2, 1}, {0, 1}}));
  // sklearn.metrics.precision_recall_fscore_support([1, 0, 0, 0], [1, 0, 0, 1]) of 1.9.1
  const base::OrderedJson& positive = found.json.at("per_label").at(1);
  EXPECT_EQ(positive.at("label"), "positive");
  EXPECT_EQ(positive.at("texts"), 1);
  EXPECT_DOUBLE_EQ(positive.at("precision").get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(positive.at("recall").get<double>(), 1);
  EXPECT_DOUBLE_EQ(positive.at("f1").get<double>(), 0.6666666666666666);
  EXPECT_NE(found.table.find("answered:"), std::string::npos) << found.table;
  EXPECT_EQ(found.json.at("tiers").at(0).at("accuracy"), 1.0);
  EXPECT_EQ(found.json.at("tiers").at(1).at("accuracy"), 0.5);
  EXPECT_EQ(found.json.at("thresholds"), base::OrderedJson::array({0.9}));
  EXPECT_EQ(found.json.at("model"), "fake");
  EXPECT_EQ(found.json.at("repaired_utf8"), 3);
  EXPECT_FALSE(found.json.contains("pinned_tier"));
  EXPECT_GT(found.seconds, 0);
  EXPECT_NE(found.table.find("by tier 2"), std::string::npos) << found.table;
}

TEST(Evaluation, ATierAnswersAllThatPinNone) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  LabelledTexts texts = labelled_texts();
  texts.requests[0].tier = 1;
  EvaluationOptions options;
  options.tier = 2;
  const Evaluation found = evaluate_texts(cascade, texts, options);
  EXPECT_EQ(found.json.at("pinned_tier"), 2);
  EXPECT_EQ(found.json.at("tiers").at(0).at("texts"), 1);
  EXPECT_EQ(found.json.at("tiers").at(1).at("texts"), 3);
}

/// The tiers' logits are {0, scale · (first character - 5)}, each with a sigmoid.
cascade::Cascade of_two_labels(checkpoint::ProblemType type) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  std::vector<cascade::Threshold> thresholds;
  if (type == checkpoint::ProblemType::kMultiLabelClassification) {
    tiers.push_back(cascade::fake::make_tier(-10));
    thresholds.emplace_back(0.0F);
  }
  return {std::move(tiers),
          std::move(thresholds),
          {.names = {"calm", "loud"}, .problem_type = type},
          cascade::ConfidenceKind::kMaxProbability};
}

TEST(Evaluation, SetsOfLabelsAreScoredAtTheirThresholds) {
  const auto cascade = of_two_labels(checkpoint::ProblemType::kMultiLabelClassification);
  LabelledTexts texts = labelled_texts();
  texts.truths.clear();
  texts.label_sets = {{0, 1}, {0}, {1}, {}};
  texts.metric_name = "samples_f1";
  texts.label_thresholds = {0.5F, 0.5F};  // "calm" has 0.5 everywhere, "loud" at "9" and "6"
  const Evaluation found = evaluate_texts(cascade, texts, {});
  EXPECT_DOUBLE_EQ(found.json.at("score").get<double>(), (1 + 1 + 2.0 / 3 + 0) / 4);
  EXPECT_DOUBLE_EQ(found.json.at("metrics").at("subset_accuracy").get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(found.json.at("metrics").at("micro_f1").get<double>(), 0.8);
  EXPECT_EQ(found.json.at("per_label").at(1).at("label"), "loud");
  EXPECT_EQ(found.json.at("per_label").at(1).at("f1"), 1);
  EXPECT_EQ(found.json.at("deferral_rate"), 0);
  EXPECT_TRUE(found.json.at("tiers").at(1).at("micro_f1").is_null());
  EXPECT_NE(found.table.find("loud"), std::string::npos) << found.table;
  texts.label_thresholds = {0.51F, 0.9F};  // "calm" nowhere, "loud" at "9" alone
  const Evaluation stricter = evaluate_texts(cascade, texts, {});
  EXPECT_DOUBLE_EQ(stricter.json.at("metrics").at("micro_f1").get<double>(), 2.0 / (1 + 4));
  EXPECT_DOUBLE_EQ(stricter.json.at("per_label").at(0).at("threshold").get<double>(), 0.51);
}

TEST(Evaluation, NumbersOfSeveralOutputsHaveTheirMeans) {
  LabelledTexts texts = labelled_texts();
  texts.truths.clear();
  texts.numbers = {{0, 4}, {0, -4}, {0, 2}, {1, -1}};
  texts.metric_name = "mse";
  const Evaluation found =
      evaluate_texts(of_two_labels(checkpoint::ProblemType::kRegression), texts, {});
  EXPECT_DOUBLE_EQ(found.json.at("outputs").at(0).at("mse").get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(found.json.at("outputs").at(1).at("mse").get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(found.json.at("score").get<double>(), 0.25);
  EXPECT_TRUE(found.json.at("metrics").at("pearson").is_null());
  EXPECT_GT(found.json.at("outputs").at(1).at("pearson"), 0.9);
  EXPECT_FALSE(found.json.at("metrics").contains("auc"));
}

}  // namespace
}  // namespace tango::evaluate
