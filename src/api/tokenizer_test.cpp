#include <string>

#include <gtest/gtest.h>

#include <tango/tokenizer.h>

namespace tango {
namespace {

const std::string kGoldenTokenizers = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";

TEST(TokenizerApi, CountsOffsetsInBytesAndCodePoints) {
  const Tokenizer tokenizer = Tokenizer::load(kGoldenTokenizers + "tiny-bert");
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

TEST(TokenizerApi, TurnsIdsBackIntoText) {
  const Tokenizer tokenizer = Tokenizer::load(kGoldenTokenizers + "tiny-bert");
  const Tokens tokens = tokenizer.encode("good movie");
  EXPECT_EQ(tokenizer.decode(tokens.ids), "good movie");
  EXPECT_EQ(tokenizer.decode(tokens.ids, false), "[CLS] good movie [SEP]");
  const std::int32_t cls = tokens.ids.front();
  EXPECT_EQ(tokenizer.token_to_id("[CLS]"), cls);
  EXPECT_EQ(tokenizer.id_to_token(cls), "[CLS]");
  EXPECT_EQ(tokenizer.token_to_id("no such token"), std::nullopt);
  EXPECT_EQ(tokenizer.id_to_token(tokenizer.vocab_size()), std::nullopt);
  EXPECT_EQ(tokenizer.id_to_token(-1), std::nullopt);
}

TEST(TokenizerApi, EncodesBatches) {
  const Tokenizer tokenizer = Tokenizer::load(kGoldenTokenizers + "tiny-bert");
  const std::vector<std::string_view> texts{"good", "bad movie", ""};
  const std::vector<Tokens> all = tokenizer.encode(texts, 3);
  ASSERT_EQ(all.size(), 3U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].ids, tokenizer.encode(texts[i], std::nullopt, 3).ids);
  }
}

}  // namespace
}  // namespace tango
