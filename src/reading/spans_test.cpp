#include "reading/spans.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tango::reading {
namespace {

/// "ab cd ef …": a token of two letters each, behind a question of one token and a separator.
Window window_of(std::size_t first, std::size_t tokens) {
  Window window;
  window.ids.assign(tokens + 3, 0);
  window.sequence = {0, -1};
  window.offsets = {{0, 1}, {0, 0}};
  for (std::size_t i = 0; i < tokens; ++i) {
    const auto at = static_cast<std::uint32_t>(3 * (first + i));
    window.sequence.push_back(1);
    window.offsets.push_back({at, at + 2});
  }
  window.sequence.push_back(-1);
  window.offsets.push_back({0, 0});
  return window;
}

TEST(Spans, TheBestPairThatIsASpan) {
  const std::vector<Window> windows{window_of(0, 3)};
  //                            question  sep     ab      cd      ef      sep
  const std::vector<float> logits{9, 9, 9, 9, 1, 5, 4, 0, 0, 2, 9, 9};
  const std::vector<std::span<const float>> views{logits};
  const auto spans = find_spans(windows, views);
  // cd … ef: 4 + 2; ab … ab: 1 + 5, equal, and it begins earlier; cd … ab is none.
  ASSERT_EQ(spans.size(), 6U);
  EXPECT_EQ(answer_text("ab cd ef", spans), "ab");
  EXPECT_EQ(spans[1].begin, 3U);
  EXPECT_EQ(spans[1].end, 8U);
  EXPECT_EQ(spans[1].score, 6);
}

TEST(Spans, ProbabilityIsThatOfTheStartTimesThatOfTheEnd) {
  // Starts 0, log 3 in one window and log 4 in the other (that is 1/8, 3/8, 4/8); ends alike.
  const std::vector<Window> windows{window_of(0, 2), window_of(2, 1)};
  const float three = std::log(3.0F);
  const float four = std::log(4.0F);
  const std::vector<float> first{9, 9, 9, 9, 0, 0, three, three, 9, 9};
  const std::vector<float> second{9, 9, 9, 9, four, four, 9, 9};
  const std::vector<std::span<const float>> views{first, second};
  const auto spans = find_spans(windows, views);
  ASSERT_EQ(spans.size(), 4U);
  EXPECT_NEAR(spans[0].probability, 16.0 / 64, 1e-6);
  EXPECT_NEAR(spans[1].probability, 9.0 / 64, 1e-6);
  EXPECT_NEAR(spans[2].probability, 3.0 / 64, 1e-6);  // from the first token to the second
  const auto flat = find_spans(windows, views, {.temperature = 1e6F});
  EXPECT_NEAR(flat[0].probability, 1.0 / 9, 1e-4);
}

TEST(Spans, TheLongestAndTheBestAreBounded) {
  const std::vector<Window> windows{window_of(0, 5)};
  std::vector<float> logits(16, 0);
  logits[4] = 3;          // start of the first
  logits[2 * 6 + 1] = 3;  // end of the last
  const std::vector<std::span<const float>> views{logits};
  EXPECT_EQ(find_spans(windows, views, {.best = 20, .longest = 5})[0].end, 14U);
  EXPECT_NE(find_spans(windows, views, {.best = 20, .longest = 4})[0].end, 14U);
  EXPECT_EQ(find_spans(windows, views, {.best = 2, .longest = 5}).size(), 2U);
}

TEST(Spans, WindowsThatShareTokensGiveASpanOnce) {
  const std::vector<Window> windows{window_of(0, 2), window_of(1, 2)};
  const std::vector<float> first{0, 0, 0, 0, 0, 0, 2, 2, 0, 0};
  const std::vector<float> second{0, 0, 0, 0, 3, 3, 0, 0, 0, 0};
  const std::vector<std::span<const float>> views{first, second};
  const auto spans = find_spans(windows, views);
  EXPECT_EQ(spans[0].score, 6);
  EXPECT_EQ(spans[0].begin, 3U);
  EXPECT_EQ(std::count_if(spans.begin(), spans.end(),
                          [](const FoundSpan& one) { return one.begin == 3 && one.end == 5; }),
            1);
}

TEST(Spans, NothingToAnswerFromAndNotANumber) {
  const std::vector<Window> empty{window_of(0, 0)};
  const std::vector<float> logits(6, 1);
  const std::vector<std::span<const float>> views{logits};
  EXPECT_TRUE(find_spans(empty, views).empty());
  EXPECT_EQ(answer_text("", {}), "");
  const std::vector<Window> windows{window_of(0, 2)};
  const std::vector<float> broken{0, 0, 0, 0, NAN, NAN, 1, 1, 0, 0};
  const std::vector<std::span<const float>> broken_views{broken};
  EXPECT_EQ(find_spans(windows, broken_views)[0].begin, 3U);
}

TEST(Windows, TokensOfAnAnswer) {
  const Window window = window_of(0, 3);
  EXPECT_EQ(tokens_of(window, {"cd ef", 3}), std::pair(std::size_t{3}, std::size_t{4}));
  EXPECT_EQ(tokens_of(window, {"d", 4}), std::pair(std::size_t{3}, std::size_t{3}));
  EXPECT_FALSE(tokens_of(window, {"ef gh", 6}).has_value());
  EXPECT_FALSE(tokens_of(window, {"gh", 9}).has_value());
}

}  // namespace
}  // namespace tango::reading
