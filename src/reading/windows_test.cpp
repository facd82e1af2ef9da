#include "reading/windows.h"

#include <gtest/gtest.h>

namespace tango::reading {
namespace {

std::unique_ptr<text::Tokenizer> tokenizer() {
  return text::load_tokenizer(std::string(TANGO_SOURCE_DIR) + "/tests/golden/tiny-bert");
}

TEST(Windows, OfALongContextCoverEveryToken) {
  const auto words = tokenizer();
  std::string context;
  for (int i = 0; i < 100; ++i) context += i % 2 == 0 ? "the film " : "is good ";
  const WindowOptions options{.max_tokens = 40, .stride = 10, .question_tokens = 4};
  const std::vector<Window> windows = make_windows(*words, "what is it ?", context, options);
  EXPECT_GT(windows.size(), 3U);
  std::size_t covered = 0;
  for (const Window& window : windows) {
    EXPECT_LE(window.ids.size(), 40U);
    const ContextTokens tokens(window);
    ASSERT_LT(tokens.begin, tokens.end);
    EXPECT_LE(window.offsets[tokens.begin].begin, covered);
    covered = window.offsets[tokens.end - 1].end;
  }
  EXPECT_GE(covered + 1, context.size());
}

TEST(Windows, ALongQuestionIsCut) {
  const auto words = tokenizer();
  const WindowOptions options{.max_tokens = 64, .stride = 8, .question_tokens = 3};
  const auto cut = make_windows(*words, "the film is good is it", "the film", options);
  const auto short_one = make_windows(*words, "the film is", "the film", options);
  EXPECT_EQ(cut.at(0).ids, short_one.at(0).ids);
  EXPECT_TRUE(cut.at(0).truncated);
  EXPECT_FALSE(short_one.at(0).truncated);
}

}  // namespace
}  // namespace tango::reading
