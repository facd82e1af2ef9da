#include "evaluate/length_search.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace tango::evaluate {
namespace {

checkpoint::EncoderConfig small() {
  checkpoint::EncoderConfig config;
  config.hidden_size = 32;
  config.intermediate_size = 128;
  config.num_layers = 4;
  return config;
}

TEST(RelativeWork, CountsWhatIsLeft) {
  EXPECT_EQ(relative_work(small(), {}, 64), 1);
  EXPECT_EQ(relative_work(small(), std::vector<float>{1, 1, 1, 1}, 64), 1);
  // By hand: a layer takes reads (3 h^2 + 2 reads h) + leaves (h^2 + 2 h i).
  const double query = 3.0 * 32 * 32, rest = 32.0 * 32 + 2.0 * 32 * 128;
  const double whole = 4 * 64 * (query + 2.0 * 64 * 32 + rest);
  const double half =
      64 * (query + 2.0 * 64 * 32) + 32 * rest + 3 * 32 * (query + 2.0 * 32 * 32 + rest);
  EXPECT_NEAR(relative_work(small(), std::vector<float>{0.5F, 0.5F, 0.5F, 0.5F}, 64), half / whole,
              1e-12);
}

/// Only what the second layer keeps matters, up to a half.
double kept_in_second(const std::vector<float>& shares) { return std::min(0.5F, shares[1]); }

TEST(LengthSearch, FindsTheTradesThatCount) {
  int called = 0;
  const LengthSearchOptions options{.generations = 20, .children = 30, .tokens = 100};
  const auto front = search_lengths(
      small(), options,
      [&](const std::vector<float>& shares) {
        ++called;
        EXPECT_EQ(shares.size(), 4U);
        EXPECT_TRUE(std::is_sorted(shares.rbegin(), shares.rend()));
        EXPECT_GE(shares.back(), 0.05F);
        EXPECT_LE(shares.front(), 1);
        return kept_in_second(shares);
      },
      nullptr);
  EXPECT_LE(called, 7 + 20 * 30);
  ASSERT_FALSE(front.empty());
  for (std::size_t i = 1; i < front.size(); ++i) {
    EXPECT_LT(front[i - 1].work, front[i].work);
    EXPECT_LT(front[i - 1].score, front[i].score);
  }
  // The best costs little more than the least that has a half behind layers 1 and 2.
  EXPECT_EQ(front.back().score, 0.5);
  const double least = relative_work(small(), std::vector<float>{0.5F, 0.5F, 0.05F, 0.05F}, 100);
  EXPECT_LT(front.back().work, least + 0.1);
  EXPECT_GE(front.back().work, least);
}

TEST(LengthSearch, TheSameSeedTheSameFront) {
  const auto run = [](std::uint64_t seed) {
    std::vector<std::vector<float>> all;
    (void)search_lengths(
        small(), {.generations = 2, .children = 4, .seed = seed},
        [&](const std::vector<float>& shares) {
          all.push_back(shares);
          return kept_in_second(shares);
        },
        nullptr);
    return all;
  };
  EXPECT_EQ(run(3), run(3));
  EXPECT_NE(run(3), run(4));
}

}  // namespace
}  // namespace tango::evaluate
