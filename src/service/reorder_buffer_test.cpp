#include "service/reorder_buffer.h"

#include <gtest/gtest.h>

namespace tango::service {
namespace {

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
}  // namespace tango::service
