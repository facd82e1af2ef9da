#include "base/random.h"

#include <gtest/gtest.h>

namespace tango::base {
namespace {

TEST(RandomStream, GivesTheSameNumbersForEver) {
  // The goldens of tests/golden were made with these: a change here invalidates them all.
  constexpr RandomStream kStream(7, "embeddings.word.weight");
  static_assert(kStream.bits(0) == RandomStream(7, "embeddings.word.weight").bits(0));
  EXPECT_NE(kStream.bits(0), kStream.bits(1));
  EXPECT_NE(kStream.bits(0), RandomStream(8, "embeddings.word.weight").bits(0));
  EXPECT_NE(kStream.bits(0), RandomStream(7, "embeddings.word.bias").bits(0));
  EXPECT_EQ(mix64(1), 0x5692161D100B05E5ULL);
}

TEST(RandomStream, SignedUnitIsCentredAndInRange) {
  constexpr RandomStream kStream(1, "x");
  double sum = 0;
  double squares = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const float value = kStream.signed_unit(static_cast<std::uint64_t>(i));
    ASSERT_GE(value, -1.0F);
    ASSERT_LT(value, 1.0F);
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0 / 3, 0.01);
}

TEST(RandomStream, BelowCoversItsRange) {
  constexpr RandomStream kStream(1, "dice");
  int seen[6] = {};
  for (std::uint64_t i = 0; i < 6000; ++i) ++seen[kStream.below(i, 6)];
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace tango::base
