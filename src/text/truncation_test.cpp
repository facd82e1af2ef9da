#include "text/truncation.h"

#include <gtest/gtest.h>

namespace tango::text {
namespace {

using Kept = std::pair<std::size_t, std::size_t>;

TEST(LongestFirst, CutsTheLongerFirst) {
  EXPECT_EQ(longest_first(3, 4, 7), Kept(3, 4));
  EXPECT_EQ(longest_first(3, 9, 7), Kept(3, 4));
  EXPECT_EQ(longest_first(9, 3, 7), Kept(4, 3));
}

TEST(LongestFirst, SharesTheRoomWhenBothAreLong) {
  EXPECT_EQ(longest_first(8, 9, 6), Kept(3, 3));
  EXPECT_EQ(longest_first(8, 9, 7), Kept(3, 4));
  EXPECT_EQ(longest_first(9, 8, 7), Kept(4, 3));
  EXPECT_EQ(longest_first(1, 1, 1), Kept(0, 1));
}

TEST(MakeWindows, SharesTheStrideAndStopsAtTheEnd) {
  const auto windows = make_windows(10, 4, 1);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[1].begin, 3U);
  EXPECT_EQ(windows[2].end, 10U);
  EXPECT_EQ(make_windows(0, 4, 1).size(), 1U);
  EXPECT_EQ(make_windows(4, 4, 3).size(), 1U);
}

TEST(MakeWindows, FromTheLeftSideTheLastTokensComeFirst) {
  const auto windows = make_windows(10, 4, 1, TruncationSide::kLeft);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[0].begin, 6U);
  EXPECT_EQ(windows[0].end, 10U);
  EXPECT_EQ(windows[1].begin, 3U);
  EXPECT_EQ(windows[1].end, 7U);
  EXPECT_EQ(windows[2].begin, 0U);
  EXPECT_EQ(windows[2].end, 4U);
}

TEST(KeptRange, IsAtTheEndThatStays) {
  EXPECT_EQ(kept_range(10, 4, TruncationSide::kRight).end, 4U);
  EXPECT_EQ(kept_range(10, 4, TruncationSide::kLeft).begin, 6U);
  EXPECT_EQ(kept_range(3, 4, TruncationSide::kLeft).begin, 0U);
  EXPECT_EQ(kept_range(3, 4, TruncationSide::kRight).end, 3U);
}

}  // namespace
}  // namespace tango::text
