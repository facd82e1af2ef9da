#include "serve/tei/scores.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::serve::tei {
namespace {

using checkpoint::ProblemType;

TEST(Scores, AreTheModelsOwnOrWhatWasAskedFor) {
  const cascade::Answer answer{.scores = {0.6F, 0.4F}, .logits = {2, 0}};
  const auto type = ProblemType::kSingleLabelClassification;
  EXPECT_EQ(scores_by(answer, type, std::nullopt), answer.scores);
  EXPECT_EQ(scores_by(answer, type, ScoreFunction::kSoftmax), answer.scores);  // calibrated
  EXPECT_EQ(scores_by(answer, type, ScoreFunction::kNone), answer.logits);
  const auto sigmoids = scores_by(answer, type, ScoreFunction::kSigmoid);
  EXPECT_NEAR(sigmoids[0], 0.8807971F, 1e-6F);
  EXPECT_NEAR(sigmoids[1], 0.5F, 1e-6F);
  const auto several = ProblemType::kMultiLabelClassification;
  EXPECT_EQ(scores_by(answer, several, ScoreFunction::kSigmoid), answer.scores);
  EXPECT_NEAR(scores_by(answer, several, ScoreFunction::kSoftmax)[0], 0.8807971F, 1e-6F);
}

TEST(Scores, AreRefusedWhereTheFunctionMeansNothing) {
  const auto asked = [](ScoreFunction function) { return ScoreOptions{.function = function}; };
  for (const auto function :
       {ScoreFunction::kNone, ScoreFunction::kSoftmax, ScoreFunction::kSigmoid}) {
    EXPECT_NO_THROW(asked(function).check(ProblemType::kSingleLabelClassification));
    EXPECT_NO_THROW(asked(function).check(ProblemType::kMultiLabelClassification));
    EXPECT_THROW(asked(function).check(ProblemType::kSpan), Error);
  }
  EXPECT_THROW(asked(ScoreFunction::kSoftmax).check(ProblemType::kRegression), Error);
  EXPECT_NO_THROW(asked(ScoreFunction::kSigmoid).check(ProblemType::kRegression));
  EXPECT_NO_THROW(ScoreOptions{.top_k = 1}.check(ProblemType::kSpan));
}

}  // namespace
}  // namespace tango::serve::tei
