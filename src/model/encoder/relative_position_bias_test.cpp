#include "model/encoder/relative_position_bias.h"

#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>

namespace tango::model {
namespace {

TEST(RelativePositionBias, BucketsAreThoseOfTransformers) {
  // MPNetEncoder.relative_position_bucket with 32 buckets: the first distance of each bucket.
  const int firsts[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91};
  for (int distance = 0; distance < 600; ++distance) {
    const int bucket = static_cast<int>(
        std::upper_bound(std::begin(firsts), std::end(firsts), distance) - std::begin(firsts) - 1);
    ASSERT_EQ(relative_position_bucket(-distance, 32), bucket) << distance;
    ASSERT_EQ(relative_position_bucket(distance, 32), distance == 0 ? 0 : 16 + bucket) << distance;
  }
}

TEST(RelativePositionBias, SpreadsTheTableOverDistances) {
  tensor::Tensor table(tensor::Shape{32, 2});
  for (int i = 0; i < 64; ++i) table.data()[i] = static_cast<float>(i);
  const RelativePositionBias bias(table, 300);
  EXPECT_EQ(bias.stride(), 599);
  for (int distance = -299; distance < 300; ++distance) {
    const int bucket = relative_position_bucket(distance, 32);
    EXPECT_EQ(bias.data()[distance], static_cast<float>(2 * bucket));
    EXPECT_EQ(bias.data()[bias.stride() + distance], static_cast<float>(2 * bucket + 1));
  }
}

}  // namespace
}  // namespace tango::model
