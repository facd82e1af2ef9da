#include <algorithm>

#include <gtest/gtest.h>

#include <tango/cascade.h>
#include <tango/classifier.h>
#include <tango/error.h>
#include <tango/tokenizer.h>
#include <tango/version.h>

namespace tango {
namespace {

const std::string kGolden = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";

TEST(CascadeApi, AnswersInOrderAndTheSameAlone) {
  const Cascade cascade = Cascade::load(kGolden + "tiny-cascade");
  EXPECT_EQ(cascade.num_tiers(), 2);
  EXPECT_EQ(cascade.labels(), (std::vector<std::string>{"negative", "positive"}));
  std::vector<Text> texts;
  for (const char* text : {"good", "bad movie", "not too dull", "", "the worst"}) {
    texts.push_back({.text = text});
    texts.push_back({.text = text, .tier = 2});
    texts.push_back({.text = text, .threshold = 0.0F});
  }
  const std::vector<Prediction> together = cascade.classify(texts);
  ASSERT_EQ(together.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Prediction alone = cascade.classify({texts[i]}).front();
    EXPECT_EQ(together[i].label, alone.label);
    EXPECT_EQ(together[i].scores, alone.scores);
    EXPECT_EQ(together[i].tier, alone.tier);
    if (i % 3 != 0) {
      EXPECT_EQ(together[i].tier, i % 3 == 1 ? 2 : 1);
    }
  }
}

TEST(CascadeApi, OptionsOverrideTheFile) {
  const Cascade all = Cascade::load(kGolden + "tiny-cascade", {.thresholds = {1}, .workers = 1});
  EXPECT_EQ(all.classify({{.text = "good"}}).front().tier, 2);
  EXPECT_THROW(Cascade::load(kGolden + "tiny-cascade", {.thresholds = {2}}), Error);
  EXPECT_THROW(Cascade::load(kGolden + "tiny-cascade", {.confidence = "sure"}), Error);
  EXPECT_THROW(Cascade::load(kGolden + "tiny-cascade", {.long_text = "cut"}), Error);
  EXPECT_THROW(Cascade::load(kGolden + "absent"), Error);
}

TEST(ClassifierApi, IsACascadeOfOneTier) {
  const Classifier classifier = Classifier::load(kGolden + "tiny-bert");
  EXPECT_EQ(classifier.num_tiers(), 1);
  const Cascade cascade = Cascade::load(kGolden + "tiny-cascade");
  EXPECT_EQ(classifier.classify({{.text = "good"}}).front().scores,
            cascade.classify({{.text = "good", .tier = 2}}).front().scores);
}

TEST(TokenizerApi, CountsOffsetsInBytesAndCodePoints) {
  const Tokenizer tokenizer = Tokenizer::load(kGolden + "tiny-bert");
  const Tokens tokens = tokenizer.encode("\u00E9 good", "bad");
  ASSERT_EQ(tokens.ids.size(), tokens.byte_offsets.size());
  ASSERT_EQ(tokens.ids.size(), tokens.code_point_offsets.size());
  for (const std::int32_t id : tokens.ids) EXPECT_LT(id, tokenizer.vocab_size());
  bool seen[2] = {};
  for (std::size_t i = 0; i < tokens.ids.size(); ++i) {
    const auto sequence = tokens.sequence[i];
    if (sequence < 0) continue;
    seen[sequence] = true;
    if (sequence == 0 && tokens.byte_offsets[i].begin == 3) {  // "good" after two bytes and a space
      EXPECT_EQ(tokens.code_point_offsets[i].begin, 2U);
    }
    if (sequence == 1) {
      EXPECT_EQ(tokens.code_point_offsets[i].begin, tokens.byte_offsets[i].begin);
    }
  }
  EXPECT_TRUE(seen[0] && seen[1]);
  EXPECT_EQ(tokenizer.encode("\xFF good").invalid_utf8, 1U);
  EXPECT_TRUE(tokenizer.encode("good good good good", std::nullopt, 4).truncated);
}

TEST(Version, HasThreeParts) {
  const std::string text = version();
  EXPECT_EQ(std::count(text.begin(), text.end(), '.'), 2);
}

}  // namespace
}  // namespace tango
