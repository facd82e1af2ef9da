#include "evaluate/number_score.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"
#include "evaluate/metric_choice.h"

namespace tango::evaluate {
namespace {

using checkpoint::ProblemType;

const std::vector<float> kScores{0.9F, 0.1F, 0.4F, 0.45F, 0.8F, 0.35F, 0.6F, 0.5F};

cascade::Cascade of_one_label(ProblemType type) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  return {std::move(tiers),
          {},
          {.names = {"LABEL_0"}, .problem_type = type},
          cascade::ConfidenceKind::kMaxProbability};
}

std::vector<cascade::Answer> answers() {
  std::vector<cascade::Answer> found;
  for (const float score : kScores) {
    found.emplace_back();
    found.back().tier = 1;
    found.back().scores = {score};
  }
  return found;
}

/// The first four texts belong to one query, the others to another.
LabelledTexts ranked() {
  LabelledTexts texts;
  for (const double truth : {1, 0, 1, 0, 0, 0, 1, 0}) {
    texts.queries.emplace_back(texts.numbers.size() < 4 ? "a" : "b");
    texts.numbers.push_back({truth});
    texts.requests.push_back({"", {}, {}, {}});
  }
  texts.label_thresholds = {0.5F};
  texts.metric_name = "auc";
  return texts;
}

TEST(NumberScore, OfACrossEncoderRanksAndDecides) {
  const LabelledTexts texts = ranked();
  const auto cascade = of_one_label(ProblemType::kMultiLabelClassification);
  const NumberScore score(cascade, texts, answers());
  const base::OrderedJson json = score.to_json();
  const base::OrderedJson& metrics = json.at("metrics");
  // Of 15 pairs, those of 0.4 with 0.45, 0.8 and 0.5, and of 0.6 with 0.8, are the wrong way round.
  EXPECT_DOUBLE_EQ(json.at("score").get<double>(), 11.0 / 15);
  EXPECT_DOUBLE_EQ(metrics.at("mrr_at_10").get<double>(), (1 + 0.5) / 2);
  EXPECT_EQ(json.at("queries"), 2);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy").get<double>(), 5.0 / 8);  // 0.4, 0.8 and 0.5 are wrong
  EXPECT_DOUBLE_EQ(metrics.at("precision").get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(metrics.at("recall").get<double>(), 2.0 / 3);
  EXPECT_TRUE(metrics.contains("spearman"));
  EXPECT_NE(score.to_table().find("mrr at 10"), std::string::npos);
}

TEST(NumberScore, RawScoresHaveNoThreshold) {
  LabelledTexts texts = ranked();
  texts.label_thresholds.clear();
  texts.queries.assign(8, "");
  const auto cascade = of_one_label(ProblemType::kRegression);
  const auto json = NumberScore(cascade, texts, answers()).to_json();
  EXPECT_DOUBLE_EQ(json.at("score").get<double>(), 11.0 / 15);
  EXPECT_FALSE(json.at("metrics").contains("accuracy"));
  EXPECT_FALSE(json.at("metrics").contains("mrr_at_10"));
}

TEST(MetricChoice, IsAmongThoseThatTheTextsHave) {
  const checkpoint::Labels sigmoid{{"LABEL_0"}, ProblemType::kMultiLabelClassification};
  const checkpoint::Labels number{{"LABEL_0"}, ProblemType::kRegression};
  const checkpoint::Labels sets{{"a", "b"}, ProblemType::kMultiLabelClassification};
  LabelledTexts texts = ranked();
  EXPECT_EQ(choose_metric(sigmoid, texts, ""), "auc");
  EXPECT_EQ(choose_metric(sigmoid, texts, "f1"), "f1");
  EXPECT_THROW((void)choose_metric(number, texts, "f1"), Error);
  texts.numbers[0] = {0.25};
  EXPECT_EQ(choose_metric(sigmoid, texts, ""), "pearson");
  try {
    (void)choose_metric(number, texts, "auc");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_STREQ(error.what(),
                 "these answers have no metric \"auc\"; use pearson, spearman, mse, mae, r2");
  }
  EXPECT_EQ(choose_metric(sets, texts, ""), "micro_f1");
}

}  // namespace
}  // namespace tango::evaluate
