#include "kernel/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"
#include "tensor/aligned_buffer.h"

namespace tango::kernel {
namespace {

/// A text's query, key and value side by side, as the layer's product leaves them.
struct Case {
  int heads, head_size, tokens;
  std::ptrdiff_t width = static_cast<std::ptrdiff_t>(heads) * head_size;
  std::vector<float> projected =
      random_values("projected", static_cast<std::size_t>(tokens * 3 * width), 2);
  std::ptrdiff_t distances = 2 * static_cast<std::ptrdiff_t>(tokens) - 1;
  std::vector<float> bias = random_values("bias", static_cast<std::size_t>(heads* distances), 2);

  template <typename Element>
  [[nodiscard]] AttentionInput<Element> input(const std::vector<Element>& rows, int queries,
                                              bool biased) const {
    return {.num_heads = heads,
            .head_size = head_size,
            .tokens = tokens,
            .queries = queries,
            .query = rows.data(),
            .key = rows.data() + width,
            .value = rows.data() + 2 * width,
            .query_stride = 3 * width,
            .key_value_stride = 3 * width,
            .relative_bias = biased ? bias.data() + tokens - 1 : nullptr,
            .relative_bias_stride = distances};
  }

  [[nodiscard]] std::vector<Bfloat16> rounded() const {
    std::vector<Bfloat16> rows(projected.size());
    std::transform(projected.begin(), projected.end(), rows.begin(), to_bfloat16);
    return rows;
  }

  template <typename Element>
  [[nodiscard]] std::vector<float> run(const AttentionInput<Element>& text, Heads some) const {
    tensor::AlignedBuffer<std::byte> scratch(attention_scratch_bytes(tokens, head_size));
    std::vector<float> dst(static_cast<std::size_t>(text.queries * width), -9);
    attention(text, some, scratch.data(), dst.data());
    return dst;
  }
  template <typename Element>
  [[nodiscard]] std::vector<float> run(const std::vector<Element>& rows, int queries, bool biased,
                                       Heads some) const {
    return run(input(rows, queries, biased), some);
  }
  template <typename Element>
  [[nodiscard]] AttentionInput<Element> windowed(const std::vector<Element>& rows, int queries,
                                                 bool biased, int half_window) const {
    AttentionInput<Element> text = input(rows, queries, biased);
    text.half_window = half_window;
    return text;
  }
  [[nodiscard]] std::vector<float> run(int queries, bool biased) const {
    return run(projected, queries, biased, {0, heads});
  }
};

class AttentionHeads : public testing::TestWithParam<int> {};

TEST_P(AttentionHeads, AgreesWithTheReference) {
  for (const int tokens : {1, 2, 3, 7, 8, 9, 16, 17, 31, 33, 64, 100, 129, 512}) {
    const Case text{2, GetParam(), tokens};
    for (const bool biased : {false, true}) {
      const std::vector<float> found = text.run(tokens, biased);
      std::vector<float> expected(found.size());
      reference::attention(text.input(text.projected, tokens, biased), expected.data());
      // Scores are below 4 head_size before scaling and carry head_size roundings; the exponent
      // turns an absolute error into a relative one of weights that sum to 1, of values below 2.
      const double score_error =
          (GetParam() + 4) * kRounding * (4 * std::sqrt(static_cast<double>(GetParam())) + 2);
      const double allowed = 2 * (2 * score_error + (2 * tokens + 8) * kRounding);
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_NEAR(found[i], expected[i], allowed) << tokens << " tokens, element " << i;
      }
    }
  }
}

TEST_P(AttentionHeads, Bfloat16AgreesWithTheReference) {
  for (const int tokens : {1, 2, 3, 16, 17, 64, 65, 129}) {
    const Case text{2, GetParam(), tokens};
    const std::vector<Bfloat16> rounded = text.rounded();
    std::vector<float> widened(rounded.size());
    std::transform(rounded.begin(), rounded.end(), widened.begin(), to_float);
    for (const bool biased : {false, true}) {
      const std::vector<float> found = text.run(rounded, tokens, biased, {0, text.heads});
      std::vector<float> expected(found.size());
      reference::attention(text.input(widened, tokens, biased), expected.data());
      for (std::size_t i = 0; i < found.size(); ++i) {
        // The weights, which sum to 1, are rounded to 8 bits; values are below 2.
        ASSERT_NEAR(found[i], expected[i], 2 * (0x1p-8 + 1e-3)) << tokens << " tokens, " << i;
      }
    }
  }
}

TEST_P(AttentionHeads, SignificanceIsTheAttentionThatATokenGets) {
  for (const int tokens : {1, 2, 17, 64, 100}) {
    const Case text{2, GetParam(), tokens};
    const std::vector<Bfloat16> rounded = text.rounded();
    std::vector<float> widened(rounded.size());
    std::transform(rounded.begin(), rounded.end(), widened.begin(), to_float);
    tensor::AlignedBuffer<std::byte> scratch(attention_scratch_bytes(tokens, text.head_size));
    std::vector<float> dst(static_cast<std::size_t>(tokens * text.width));
    const std::size_t count = 2 * static_cast<std::size_t>(tokens);
    std::vector<float> expected(count), whole(count, -9), narrow(count, -9);
    const auto asked = [&](auto input, std::vector<float>& significance) {
      input.significance = significance.data();
      input.significance_stride = tokens;
      return input;
    };
    reference::attention(asked(text.input(widened, tokens, true), expected), dst.data());
    attention(asked(text.input(widened, tokens, true), whole), {0, 2}, scratch.data(), dst.data());
    attention(asked(text.input(rounded, tokens, true), narrow), {0, 2}, scratch.data(), dst.data());
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      sum += whole[i];
      ASSERT_NEAR(whole[i], expected[i], 1e-4 * (1 + expected[i])) << tokens << " tokens, " << i;
      ASSERT_NEAR(narrow[i], expected[i], 1e-2 * (1 + expected[i])) << tokens << " tokens, " << i;
    }
    EXPECT_NEAR(sum, 2 * tokens, 1e-3 * tokens);
  }
}

TEST_P(AttentionHeads, HeadsAreIndependent) {
  const Case text{3, GetParam(), 20};
  const std::vector<Bfloat16> rounded = text.rounded();
  const std::vector<float> all = text.run(rounded, 20, true, {0, 3});
  const std::vector<float> one = text.run(rounded, 20, true, {1, 2});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto head = static_cast<std::ptrdiff_t>(i) % text.width / text.head_size;
    ASSERT_EQ(one[i], head == 1 ? all[i] : -9) << i;
  }
}

TEST_P(AttentionHeads, AQueryIsTheSameAloneAndAmongOthers) {
  const Case text{3, GetParam(), 77};
  const std::vector<float> all = text.run(77, true);
  for (const int queries : {1, 2, 3, 5, 8, 13, 76}) {
    const std::vector<float> some = text.run(queries, true);
    ASSERT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << queries;
  }
}

TEST_P(AttentionHeads, AWindowAgreesWithTheReference) {
  for (const int tokens : {1, 2, 17, 64, 100, 193, 300}) {
    const Case text{2, GetParam(), tokens};
    const std::vector<Bfloat16> rounded = text.rounded();
    std::vector<float> widened(rounded.size());
    std::transform(rounded.begin(), rounded.end(), widened.begin(), to_float);
    for (const int half_window : {0, 1, 4, 15, 16, 64, 99, 1000}) {
      const bool biased = half_window % 2 == 0;
      const auto in_float = text.windowed(widened, tokens, biased, half_window);
      const std::vector<float> found = text.run(in_float, {0, 2});
      const std::vector<float> narrow =
          text.run(text.windowed(rounded, tokens, biased, half_window), {0, 2});
      std::vector<float> expected(found.size());
      reference::attention(in_float, expected.data());
      // As above.
      const double score_error =
          (GetParam() + 4) * kRounding * (4 * std::sqrt(static_cast<double>(GetParam())) + 2);
      const double allowed = 2 * (2 * score_error + (2 * tokens + 8) * kRounding);
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_NEAR(found[i], expected[i], allowed) << tokens << ", " << half_window << ": " << i;
        ASSERT_NEAR(narrow[i], expected[i], 2 * (0x1p-8 + 1e-3)) << tokens << ", " << half_window;
      }
    }
  }
}

TEST_P(AttentionHeads, AQueryOfAWindowIsTheSameAloneAndAmongOthers) {
  const Case text{3, GetParam(), 177};
  const std::vector<Bfloat16> rounded = text.rounded();
  const std::vector<float> all = text.run(text.windowed(text.projected, 177, true, 20), {0, 3});
  const std::vector<float> narrow = text.run(text.windowed(rounded, 177, false, 20), {0, 3});
  for (const int queries : {1, 2, 3, 5, 8, 13, 176}) {
    const auto some = text.run(text.windowed(text.projected, queries, true, 20), {0, 3});
    ASSERT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << queries;
    const auto few = text.run(text.windowed(rounded, queries, false, 20), {0, 3});
    ASSERT_TRUE(std::equal(few.begin(), few.end(), narrow.begin())) << queries;
  }
}

INSTANTIATE_TEST_SUITE_P(HeadSizes, AttentionHeads, testing::Values(1, 20, 26, 32, 33, 64, 80));

TEST(Attention, SeesOnlyItsOwnTokens) {
  Case text{2, 32, 50};
  const std::vector<float> before = text.run(40, false);
  Case shorter = text;
  shorter.tokens = 40;
  const std::vector<float> forty = shorter.run(40, false);
  EXPECT_NE(before, forty);
  std::fill(shorter.projected.begin() + 40 * 3 * shorter.width, shorter.projected.end(), 1e30F);
  EXPECT_EQ(shorter.run(40, false), forty);
}

TEST(Attention, AWindowSeesNothingBeyond) {
  Case text{2, 32, 200};
  const std::vector<float> before = text.run(text.windowed(text.projected, 50, false, 30), {0, 2});
  std::fill(text.projected.begin() + 80 * 3 * text.width, text.projected.end(), 1e30F);
  EXPECT_EQ(text.run(text.windowed(text.projected, 50, false, 30), {0, 2}), before);
}

}  // namespace
}  // namespace tango::kernel
