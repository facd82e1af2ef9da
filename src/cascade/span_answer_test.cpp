#include "cascade/span_answer.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/question_answering_tier_test.h"

namespace tango::cascade {
namespace {

/// "é bb": two tokens behind a question of one and a separator.
reading::Window two_words() {
  reading::Window window;
  window.ids = {1, 2, 3, 4};
  window.sequence = {0, -1, 1, 1};
  window.offsets = {{0, 1}, {0, 0}, {0, 2}, {3, 5}};
  return window;
}

TEST(SpanAnswer, PlacesAreInCodePointsAndTheBestComesFirst) {
  const std::vector<reading::Window> windows{two_words()};
  const std::vector<float> logits{0, 0, 0, 0, 0, 0, 2, 3};
  const SpanAnswers found =
      answer_spans("\u00e9 bb", windows, logits, ConfidenceKind::kMaxProbability, 1);
  ASSERT_EQ(found.best.size(), 3U);
  EXPECT_EQ(found.best[0].text, "bb");
  EXPECT_EQ(found.best[0].begin, 2U);
  EXPECT_EQ(found.best[0].end, 4U);
  const double sure = 1 / (1 + std::exp(-2.0)) / (1 + std::exp(-3.0));
  EXPECT_NEAR(found.best[0].score, sure, 1e-6);
  EXPECT_EQ(found.confidence, found.best[0].score);
  EXPECT_EQ(found.best[1].text, "\u00e9 bb");
}

TEST(SpanAnswer, EveryKindOfConfidenceGrowsWithCertainty) {
  const std::vector<reading::Window> windows{two_words()};
  const std::vector<float> unsure{0, 0, 0, 0, 0.1F, 0, 0.2F, 0.1F};
  const std::vector<float> sure{0, 0, 0, 0, 0, 0, 9, 9};
  for (const char* name : {"max_probability", "margin", "entropy", "energy"}) {
    const ConfidenceKind kind = parse_confidence_kind(name);
    const float low = answer_spans("\u00e9 bb", windows, unsure, kind, 1).confidence;
    const float high = answer_spans("\u00e9 bb", windows, sure, kind, 1).confidence;
    EXPECT_LT(low, high) << name;
    EXPECT_GE(low, 0) << name;
    EXPECT_LE(high, 1) << name;
    EXPECT_LT(answer_spans("\u00e9 bb", windows, sure, kind, 9).confidence, high) << name;
  }
}

TEST(SpanAnswer, NothingToFindAndNoNumberAreWithoutConfidence) {
  reading::Window empty = two_words();
  empty.sequence = {0, -1, -1, -1};
  const std::vector<float> logits(8, 1);
  const auto kind = ConfidenceKind::kMaxProbability;
  EXPECT_TRUE(answer_spans("", std::span(&empty, 1), logits, kind, 1).best.empty());
  EXPECT_EQ(answer_spans("", std::span(&empty, 1), logits, kind, 1).confidence, 0);
  std::vector<float> broken = logits;
  broken[5] = std::numeric_limits<float>::quiet_NaN();
  const reading::Window window = two_words();
  EXPECT_EQ(answer_spans("\u00e9 bb", std::span(&window, 1), broken, kind, 1).confidence, 0);
}

TEST(ReaderTier, RefusesAQuestionWithoutContextAndWhereAskedALongOne) {
  EXPECT_THROW((void)question_answering_tier(1).encode({.text = "what ?"}), Error);
  Request request{.text = "what ?", .pair = ""};
  for (int i = 0; i < 100; ++i) *request.pair += "film ";
  EXPECT_GT(question_answering_tier(1, 32).encode(request).size(), 1U);
  EXPECT_THROW((void)question_answering_tier(1, 32, LongText::kError).encode(request), Error);
  EXPECT_EQ(question_answering_tier(1, 0, LongText::kError).encode(request).size(), 1U);
}

}  // namespace
}  // namespace tango::cascade
