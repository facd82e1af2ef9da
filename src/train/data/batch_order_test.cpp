#include "train/data/batch_order.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tango::train {
namespace {

std::int64_t length(std::int64_t row) { return 1 + row * 7 % 50; }

Rows flat(const std::vector<Rows>& batches) {
  Rows all;
  for (const Rows& rows : batches) all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

TEST(EpochBatches, HoldEveryTextOnceInAnotherOrderEachEpoch) {
  const auto first = epoch_batches(10'001, length, 32, 5, 0);
  EXPECT_EQ(first.size(), 313U);
  Rows sorted = flat(first);
  std::sort(sorted.begin(), sorted.end());
  for (std::int64_t i = 0; i < 10'001; ++i) ASSERT_EQ(sorted[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(first, epoch_batches(10'001, length, 32, 5, 0));
  EXPECT_NE(first, epoch_batches(10'001, length, 32, 5, 1));
  EXPECT_NE(first, epoch_batches(10'001, length, 32, 6, 0));
}

TEST(EpochBatches, HoldTextsOfLikeLength) {
  std::int64_t padded = 0;
  std::int64_t tokens = 0;
  for (const Rows& rows : epoch_batches(10'000, length, 32, 5, 0)) {
    std::int64_t longest = 0;
    for (const std::int64_t row : rows) {
      longest = std::max(longest, length(row));
      tokens += length(row);
    }
    padded += longest * static_cast<std::int64_t>(rows.size());
  }
  EXPECT_LT(static_cast<double>(padded), 1.1 * static_cast<double>(tokens));
}

TEST(SortedBatches, ShortestFirst) {
  const Rows rows = flat(sorted_batches(100, length, 8));
  EXPECT_EQ(rows.size(), 100U);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end(), [](std::int64_t left, std::int64_t right) {
    return length(left) < length(right);
  }));
}

}  // namespace
}  // namespace tango::train
