#include "cascade/batch_pool.h"

#include <gtest/gtest.h>

#include "cascade/reorder_buffer.h"

namespace tango::cascade {
namespace {

using Pool = BatchPool<int>;
constexpr Pool::TimePoint kNow{};

TEST(BatchPool, FillsByTexts) {
  Pool pool({.texts = 2, .tokens = 100});
  pool.add(1, 5, kNow);
  EXPECT_FALSE(pool.full());
  pool.add(2, 5, kNow);
  pool.add(3, 5, kNow);
  EXPECT_TRUE(pool.full());
  EXPECT_EQ(pool.take(10), (std::vector<int>{1, 2}));
  EXPECT_FALSE(pool.full());
  EXPECT_EQ(pool.oldest(), 3);
}

TEST(BatchPool, FillsByTokens) {
  Pool pool({.texts = 10, .tokens = 12});
  pool.add(1, 5, kNow);
  pool.add(2, 5, kNow);
  EXPECT_FALSE(pool.full());
  pool.add(3, 5, kNow);
  EXPECT_TRUE(pool.full());
  EXPECT_EQ(pool.take(10), (std::vector<int>{1, 2}));  // a third would exceed the budget
  EXPECT_EQ(pool.take(10), (std::vector<int>{3}));
  EXPECT_TRUE(pool.empty());
}

TEST(BatchPool, ATextLargerThanTheBudgetIsABatch) {
  Pool pool({.texts = 10, .tokens = 4});
  pool.add(1, 1000, kNow);
  pool.add(2, 1, kNow);
  EXPECT_TRUE(pool.full());
  EXPECT_EQ(pool.take(10), (std::vector<int>{1}));
  EXPECT_EQ(pool.take(10), (std::vector<int>{2}));
}

TEST(BatchPool, TakesFewerWhenAsked) {
  Pool pool({.texts = 10, .tokens = 100});
  for (int i = 0; i < 5; ++i) pool.add(i, 1, kNow);
  EXPECT_EQ(pool.take(2), (std::vector<int>{0, 1}));
  EXPECT_EQ(pool.size(), 3U);
}

TEST(ReorderBuffer, GivesResultsInOrder) {
  ReorderBuffer<char> buffer;
  buffer.put(2, 'c');
  EXPECT_FALSE(buffer.ready());
  buffer.put(0, 'a');
  ASSERT_TRUE(buffer.ready());
  EXPECT_EQ(buffer.pop(), (std::pair<std::uint64_t, char>{0, 'a'}));
  EXPECT_FALSE(buffer.ready());
  buffer.put(1, 'b');
  EXPECT_EQ(buffer.pop().second, 'b');
  EXPECT_EQ(buffer.pop().second, 'c');
  EXPECT_FALSE(buffer.ready());
}

}  // namespace
}  // namespace tango::cascade
