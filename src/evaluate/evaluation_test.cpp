#include "evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <tango/error.h>

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

TEST(Evaluation, OnlySomeLabelsAreScored) {
  using checkpoint::ProblemType;
  const auto refused = [](ProblemType type) {
    try {
      require_scorable({.names = {"a", "b"}, .problem_type = type});
      return false;
    } catch (const Error& error) {
      return error.code() == ErrorCode::kUnsupported;
    }
  };
  EXPECT_FALSE(refused(ProblemType::kSingleLabelClassification));
  EXPECT_FALSE(refused(ProblemType::kSpan));
  EXPECT_TRUE(refused(ProblemType::kMultiLabelClassification));
  EXPECT_TRUE(refused(ProblemType::kRegression));
}

}  // namespace
}  // namespace tango::evaluate
