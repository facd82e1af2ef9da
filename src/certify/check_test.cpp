#include "certify/check.h"

#include <numeric>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::certify {
namespace {

const std::vector<std::string> kAnswers{"no", "yes"};

/// A promise of 98 % at threshold 0.5, checked on `texts` of which `losses` differ, evenly
/// spread.
Check check_of(std::size_t texts, std::size_t losses, std::vector<ClassFloor> floors = {},
               std::size_t copies = 1, bool are_grouped = true) {
  Certificate certificate;
  certificate.promise = {.keep = 0.98, .floors = std::move(floors)};
  certificate.evidence.thresholds = {0.5F};
  Sample sample;
  sample.texts.resize(texts);
  TierOutputs outputs;
  outputs.confidences = {std::vector<float>(texts, 0.9F), std::vector<float>(texts, 1)};
  outputs.answers.resize(2);
  for (std::size_t text = 0; text < texts; ++text) {
    outputs.answers[1].push_back(text % 2);
    const bool differs = text * losses / texts != (text + 1) * losses / texts;
    outputs.answers[0].push_back(differs ? 1 - text % 2 : text % 2);
    for (std::size_t copy = 0; copy < copies; ++copy) {
      sample.rows.push_back(text);
      sample.groups.push_back(static_cast<std::int64_t>(are_grouped ? text : sample.rows.size()));
    }
  }
  return check(certificate, sample, outputs, kAnswers);
}

TEST(Check, RefusesThresholdsOfOtherClasses) {
  Certificate certificate;
  certificate.evidence.thresholds = {cascade::Threshold(std::vector{0.5F, 0.5F, 0.5F})};
  TierOutputs outputs;
  outputs.answers.resize(2);
  base::expect_error(ErrorCode::kInvalidModel, {"other classes"},
                     [&] { (void)check(certificate, {}, outputs, kAnswers); });
}

TEST(Check, HoldsIsBrokenOrCannotBeTold) {
  // Of 1,000 texts: P(X <= 12) = 0.04 at a risk of 0.02; P(X >= 28) = 0.05, P(X >= 29) = 0.035.
  EXPECT_EQ(check_of(1000, 12).verdict, Verdict::kHolds);
  EXPECT_EQ(check_of(1000, 13).verdict, Verdict::kCannotTell);
  EXPECT_EQ(check_of(1000, 20).verdict, Verdict::kCannotTell);
  EXPECT_EQ(check_of(1000, 29).verdict, Verdict::kBroken);
  EXPECT_NE(check_of(148, 0).findings.front().find("149 texts would tell"), std::string::npos);
}

TEST(Check, EveryPromiseMustHold) {
  const Check fine = check_of(1000, 0, {{"yes", 0.95}});
  EXPECT_EQ(fine.verdict, Verdict::kHolds);
  EXPECT_EQ(fine.findings.size(), 2U);
  EXPECT_EQ(check_of(1000, 0, {{"yes", 0.999}}).verdict, Verdict::kCannotTell);
  EXPECT_EQ(check_of(1000, 12, {{"yes", 0.9999}}).verdict, Verdict::kBroken);
}

TEST(Check, ARightAnswerThatIsLostOftenCountsAsOften) {
  Certificate certificate;
  certificate.promise = {.keep = 0.95, .labelled = true};
  certificate.evidence.thresholds = {0.5F};
  constexpr std::size_t kTexts = 400;
  Sample sample;
  sample.texts.resize(kTexts);
  TierOutputs outputs;
  outputs.confidences = {std::vector<float>(kTexts, 0.9F), std::vector<float>(kTexts, 1)};
  outputs.answers.assign(2, std::vector<std::uint64_t>(kTexts, 1));
  outputs.answers[0][0] = 0;
  const auto add_row = [&](std::size_t text) {
    sample.groups.push_back(static_cast<std::int64_t>(sample.rows.size()));
    sample.rows.push_back(text);
    sample.truths.push_back(1);
  };
  for (std::size_t text = 0; text < kTexts; ++text) add_row(text);
  EXPECT_EQ(check(certificate, sample, outputs, kAnswers).verdict, Verdict::kHolds);
  for (int copy = 0; copy < 60; ++copy) add_row(0);
  EXPECT_EQ(check(certificate, sample, outputs, kAnswers).verdict, Verdict::kBroken);
}

/// A check of 200 documents of five texts. The last `lost` are lost, all of their texts.
Verdict check_of_documents(std::size_t lost, bool labelled) {
  Certificate certificate;
  certificate.promise = {.keep = 0.95, .labelled = labelled};
  certificate.evidence.thresholds = {0.5F};
  constexpr std::size_t kTexts = 1000;
  Sample sample;
  sample.texts.resize(kTexts);
  sample.truths.assign(kTexts, 1);
  TierOutputs outputs;
  outputs.confidences = {std::vector<float>(kTexts, 0.9F), std::vector<float>(kTexts, 1)};
  outputs.answers.assign(2, std::vector<std::uint64_t>(kTexts, 1));
  for (std::size_t text = 0; text < kTexts; ++text) {
    sample.rows.push_back(text);
    sample.groups.push_back(static_cast<std::int64_t>(text / 5));
    if (text >= kTexts - 5 * lost) outputs.answers[0][text] = 0;
  }
  return check(certificate, sample, outputs, kAnswers).verdict;
}

TEST(Check, DocumentsAreBetOnWholeAndInNoOrderOfTheFile) {
  for (const bool labelled : {false, true}) {
    EXPECT_EQ(check_of_documents(0, labelled), Verdict::kHolds);
    EXPECT_EQ(check_of_documents(60, labelled), Verdict::kBroken);
    // 5.5 % are lost; of a thousand texts that each stood alone, 7 % would break the promise.
    EXPECT_EQ(check_of_documents(11, labelled), Verdict::kCannotTell);
    EXPECT_EQ(check_of_documents(14, labelled), Verdict::kCannotTell);
  }
}

TEST(Check, CopiesShowNoMoreThanOneText) {
  EXPECT_EQ(check_of(100, 0, {}, 20).verdict, Verdict::kCannotTell);
  EXPECT_EQ(check_of(2000, 0, {}, 2).verdict, Verdict::kHolds);
  EXPECT_EQ(check_of(2000, 200, {}, 2).verdict, Verdict::kBroken);
  const Check drawn_alone = check_of(100, 0, {}, 20, false);  // as a file of texts is read
  EXPECT_EQ(drawn_alone.verdict, Verdict::kCannotTell);
  EXPECT_NE(drawn_alone.findings.front().find("149 different texts"), std::string::npos);
  EXPECT_EQ(check_of(2000, 0, {}, 2, false).verdict, Verdict::kHolds);
}

}  // namespace
}  // namespace tango::certify
