#include "certify/corpus_answers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "cascade/fake_tier.h"

namespace tango::certify {
namespace {

/// `rows` texts that start with digits; tier 1 is undecided at 5, sure at 1 and 9.
Sample digits(std::size_t rows, std::size_t copies = 1) {
  Sample sample;
  for (std::size_t i = 0; i < rows; ++i) {
    sample.texts.push_back(
        {.text = fmt::format("{}{}", i * 7 % 10, i), .pair = {}, .threshold = {}, .tier = {}});
    for (std::size_t copy = 0; copy < copies; ++copy) sample.rows.push_back(i);
  }
  return sample;
}

/// Two tiers that give the same answers, the second more surely.
cascade::Cascade agreeing(cascade::fake::Hooks second = {}) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  tiers.push_back(
      cascade::fake::make_tier(10, 16, cascade::LongText::kTruncate, std::move(second)));
  checkpoint::Labels labels = tiers.front().labels();
  return {std::move(tiers), {0.7F}, std::move(labels), cascade::ConfidenceKind::kMaxProbability};
}

TEST(AnswerCorpus, ReadsFewTextsWhereTiersAgree) {
  const Sample sample = digits(5000);
  const CorpusAnswers answers = answer_corpus(agreeing(), sample, {.keep = 0.95}, 0, {}, {});
  EXPECT_GT(answers.read, 0);
  EXPECT_LT(answers.read, 1000);
  std::int64_t by_last = 0;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    by_last += answers.of_row(sample, row).tier == 2 ? 1 : 0;
  }
  EXPECT_EQ(by_last, answers.read);
}

TEST(AnswerCorpus, ReadsAllWhereTiersNeverAgree) {
  const cascade::Cascade opposed = cascade::fake::make_two_tiers(0.7F);
  const Sample sample = digits(1000);
  const CorpusAnswers answers = answer_corpus(opposed, sample, {.keep = 0.98}, 0, {}, {});
  EXPECT_GE(answers.read, 980);
}

TEST(AnswerCorpus, ACopyIsReadOnce) {
  const Sample sample = digits(500, 4);
  const CorpusAnswers answers =
      answer_corpus(cascade::fake::make_two_tiers(0.7F), sample, {.keep = 0.98}, 0, {}, {});
  EXPECT_LE(answers.read, 500);
  EXPECT_EQ(answers.answers.size(), 500U);
}

TEST(AnswerCorpus, NeedsAnotherTier) {
  base::expect_error(ErrorCode::kUnsupported, {"one tier"}, [] {
    (void)answer_corpus(cascade::fake::make_one_tier(1), digits(10), {}, 0, {}, {});
  });
}

}  // namespace
}  // namespace tango::certify
