#include "augment/hash_index.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::augment {
namespace {

TEST(HashIndex, NumbersKeysInTheirOrder) {
  HashIndex index;
  EXPECT_FALSE(index.find(0).has_value());
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(index.insert(base::mix64(i)), (std::pair{i, true}));
  }
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(index.insert(base::mix64(i)), (std::pair{i, false}));
    ASSERT_EQ(index.find(base::mix64(i)), i);
    ASSERT_FALSE(index.find(base::mix64(i + 100'000)).has_value());
  }
  EXPECT_EQ(index.size(), 100'000U);
}

TEST(HashIndex, KeysOfOneSlotAreApart) {
  HashIndex index;
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_TRUE(index.insert(i << 40U).second);
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(index.find(i << 40U), i);
}

}  // namespace
}  // namespace tango::augment
