#include "reading/answer_score.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/json.h"

namespace tango::reading {
namespace {

TEST(NormalizeAnswer, AsTheOfficialScript) {
  EXPECT_EQ(normalize_answer("The Denver  Broncos!"), "denver broncos");
  EXPECT_EQ(normalize_answer("U.S.A."), "usa");
  EXPECT_EQ(normalize_answer("a the an"), "");
  EXPECT_EQ(normalize_answer("an anthem, the theme"), "anthem theme");
  EXPECT_EQ(normalize_answer("\xE2\x80\x93the\xE2\x80\x93x"),
            "\xE2\x80\x93 \xE2\x80\x93x");  // dashes
  EXPECT_EQ(normalize_answer("\xC3\x89toile\tA\xC2\xA0one"), "\xC3\xA9toile one");
  EXPECT_EQ(normalize_answer("\xC3\xA9the"), "\xC3\xA9the");
}

TEST(ScoreAnswer, ByHand) {
  const std::vector<Answer> answers{{"the quick brown fox", 0}, {"a fox", 0}};
  EXPECT_EQ(score_answer("Fox", answers).exact_match, 1);
  EXPECT_EQ(score_answer("Fox", answers).f1, 1);
  // Of 2 words predicted and 3 wanted 2 are common.
  EXPECT_NEAR(score_answer("quick fox", answers).f1, 2 * 2.0 / 5, 1e-12);
  EXPECT_EQ(score_answer("quick fox", answers).exact_match, 0);
  EXPECT_EQ(score_answer("dog", answers).f1, 0);
  EXPECT_EQ(score_answer("", answers).f1, 0);
  EXPECT_NEAR(score_answer("fox fox", answers).f1, 2.0 / 3, 1e-12);
  EXPECT_EQ(score_answer("fox", {}).f1, 0);
}

TEST(ScoreAnswers, PublishedPredictionsGetThePublishedScores) {
  const char* data = std::getenv("TANGO_DATA");  // NOLINT(concurrency-mt-unsafe)
  const std::filesystem::path squad = std::filesystem::path(data == nullptr ? "" : data) / "squad";
  if (!std::filesystem::exists(squad)) GTEST_SKIP() << "no TANGO_DATA";
  const std::vector<Question> questions = read_squad(squad / "dev-v1.1.rebuilt.json");
  EXPECT_EQ(questions.size(), 10570U);
  const auto score = [&](const char* file) {
    std::map<std::string, std::string, std::less<>> predictions;
    const base::Json answers = base::read_json(squad / "predictions" / file);
    for (const auto& [id, answer] : answers.items()) {
      predictions[id] = answer.get<std::string>();
    }
    return score_answers(questions, predictions);
  };
  const AnswerScore strong = score("BERT_ensemble_Google_AI_Language_.json");
  EXPECT_NEAR(100 * strong.exact_match, 86.206, 0.0005);
  EXPECT_NEAR(100 * strong.f1, 92.196, 0.0005);
  const AnswerScore weak = score("Logistic_Regression_Baseline_Stanford_University_.json");
  EXPECT_NEAR(100 * weak.exact_match, 40.142, 0.0005);
  EXPECT_NEAR(100 * weak.f1, 50.982, 0.0005);
}

}  // namespace
}  // namespace tango::reading
