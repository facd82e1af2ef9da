#include "cascade/span_answer.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/pipeline.h"
#include "checkpoint/small_encoder_test.h"
#include "reading/spans.h"

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

std::unique_ptr<text::Tokenizer> tokenizer() {
  return text::load_tokenizer(std::string(TANGO_SOURCE_DIR) + "/tests/golden/tiny-bert");
}

Tier question_answering_tier(std::uint64_t seed, int max_tokens = 0,
                             LongText long_text = LongText::kTruncate) {
  const auto config = checkpoint::small_encoder(tokenizer()->vocab_size(), {"start", "end"},
                                                checkpoint::ProblemType::kSpan);
  return {tokenizer(), model::make_model(config, checkpoint::RandomWeights(config, seed)), 1,
          max_tokens, long_text};
}

Cascade two_readers(float threshold) {
  std::vector<Tier> tiers;
  tiers.push_back(question_answering_tier(1, 32));
  tiers.push_back(question_answering_tier(2, 32));
  checkpoint::Labels labels = tiers.front().labels();
  return {std::move(tiers), {threshold}, std::move(labels), ConfidenceKind::kMaxProbability};
}

std::vector<Request> questions() {
  std::vector<Request> requests;
  for (int i = 0; i < 30; ++i) {
    std::string context;
    for (int word = 0; word < 5 + 3 * i; ++word) context += (word * i) % 3 == 0 ? "the " : "film ";
    requests.push_back({.text = "what is it ?", .pair = context + std::to_string(i)});
  }
  return requests;
}

TEST(ReaderCascade, AnswersAsItsTiersDoAloneWhateverTheBatch) {
  for (const int tier : {1, 2}) {
    std::vector<Request> pinned = questions();
    for (Request& request : pinned) request.tier = tier;
    const std::vector<Answer> answers = classify(two_readers(0.5F), pinned, {.workers = 2});
    const Tier alone = question_answering_tier(static_cast<std::uint64_t>(tier), 32);
    const auto workspace = alone.model().make_workspace();
    int with_windows = 0;
    for (std::size_t i = 0; i < pinned.size(); ++i) {
      const EncodedText windows = alone.encode(pinned[i]);
      with_windows += windows.size() > 1 ? 1 : 0;
      std::vector<std::vector<float>> logits;  // each window by itself
      for (const text::Encoding& window : windows) {
        model::PackedBatch batch;
        batch.add(window.ids, window.type_ids);
        alone.model().forward(batch, *workspace, logits.emplace_back(2 * window.ids.size()));
      }
      const std::vector<std::span<const float>> views(logits.begin(), logits.end());
      const auto spans = reading::find_spans(windows, views);
      ASSERT_FALSE(answers[i].spans.empty());
      EXPECT_EQ(answers[i].spans[0].text, reading::answer_text(*pinned[i].pair, spans));
      EXPECT_EQ(answers[i].confidence, spans[0].probability);
      EXPECT_EQ(answers[i].windows, static_cast<int>(windows.size()));
      EXPECT_EQ(answers[i].tier, tier);
    }
    EXPECT_GT(with_windows, 10);
  }
}

TEST(ReaderCascade, TheThresholdDecidesWhoAnswers) {
  const auto of_tier_1 = [](float threshold) {
    const std::vector<Answer> answers = classify(two_readers(threshold), questions());
    return std::ranges::count_if(answers, [](const Answer& one) { return one.tier == 1; });
  };
  EXPECT_EQ(of_tier_1(0), 30);
  EXPECT_EQ(of_tier_1(1), 0);
  const std::vector<Answer> all = classify(two_readers(0), questions());
  std::vector<float> confidences;
  confidences.reserve(all.size());
  for (const Answer& one : all) confidences.push_back(one.confidence);
  std::ranges::sort(confidences);
  EXPECT_EQ(of_tier_1(confidences[12]), 18);
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
