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

}  // namespace
}  // namespace tango
