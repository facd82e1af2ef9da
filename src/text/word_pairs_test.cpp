#include "text/word_pairs.h"

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::text {
namespace {

class WordPairsTest : public base::TemporaryDirectoryTest {
 protected:
  std::unique_ptr<Tokenizer> load(const std::string& lines) const {
    file("config.json", R"({"model_type": "tfidf"})");
    file("vocab.txt", lines);
    return load_tokenizer(directory_);
  }
};

constexpr const char* kWordsAndPairs = "<pad>\n<unk>\n<sep>\nnot\ngood\nat\nnot good\ngood at\n";

TEST_F(WordPairsTest, FollowTheWords) {
  const auto tokenizer = load(kWordsAndPairs);
  EXPECT_EQ(tokenizer->encode("Not good at it", std::nullopt, {}).ids,
            (std::vector<std::int32_t>{3, 4, 5, 1, 6, 7}));
  EXPECT_EQ(tokenizer->encode("not very good", std::nullopt, {}).ids,
            (std::vector<std::int32_t>{3, 1, 4}));
  EXPECT_EQ(tokenizer->encode("not", "good", {}).ids, (std::vector<std::int32_t>{3, 2, 4}));
  EXPECT_EQ(tokenizer->encode("", std::nullopt, {}).ids, (std::vector<std::int32_t>{1}));
  EXPECT_EQ(tokenizer->vocab_size(), 8);
  EXPECT_EQ(tokenizer->unknown_token(), 1);
}

TEST_F(WordPairsTest, NeverExceedTheLimitOfTokens) {
  const auto tokenizer = load(kWordsAndPairs);
  for (int limit = 1; limit < 8; ++limit) {
    const Encoding encoding =
        tokenizer->encode("not good at not good at", std::nullopt, {.max_tokens = limit});
    EXPECT_LE(encoding.ids.size(), static_cast<std::size_t>(limit));
    EXPECT_TRUE(encoding.truncated);
  }
  EXPECT_FALSE(tokenizer->encode("not good", std::nullopt, {.max_tokens = 3}).truncated);
}

TEST_F(WordPairsTest, AreWhereTheirWordsAre) {
  const Encoding encoding =
      load(kWordsAndPairs)->encode("so not  good", std::nullopt, {.offsets = true});
  ASSERT_EQ(encoding.ids, (std::vector<std::int32_t>{1, 3, 4, 6}));
  EXPECT_EQ(encoding.offsets.back(), (Span{3, 12}));
  EXPECT_EQ(encoding.sequence, (std::vector<std::int32_t>{0, 0, 0, 0}));
}

TEST_F(WordPairsTest, OfWindowsAreInThem) {
  const auto windows =
      load(kWordsAndPairs)->encode_windows("not good not good", std::nullopt, {.max_tokens = 3}, 0);
  ASSERT_EQ(windows.size(), 2U);
  for (const Encoding& window : windows) {
    EXPECT_EQ(window.ids, (std::vector<std::int32_t>{3, 4, 6}));
  }
}

TEST_F(WordPairsTest, OfUnknownWordsAreRefused) {
  for (const std::string wrong :
       {"not bad\n", "not good\nat\n", "not good\nnot good\n", "not good at\n"}) {
    if (wrong == "not \n") continue;  // its end is trimmed: a word
    base::expect_error(ErrorCode::kInvalidModel, {"vocab.txt: line", "pairs"},
                       [&] { (void)load("<pad>\n<unk>\nnot\ngood\n" + wrong); });
  }
}

}  // namespace
}  // namespace tango::text
