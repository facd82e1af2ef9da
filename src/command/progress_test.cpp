#include "command/progress.h"

#include <gtest/gtest.h>

namespace tango::command {
namespace {

TEST(Progress, ShareDoneAndTimeLeft) {
  EXPECT_EQ(share_done(3000, 12000, 20), "3000 of 12000 texts (25.0 %), 150 texts/s, 0:01:00 left");
  EXPECT_EQ(share_done(3000, 12000, 20, 2000),
            "3000 of 12000 texts (25.0 %), 50 texts/s, 0:03:00 left");
  EXPECT_EQ(share_done(0, 12000, 0), "0 of 12000 texts (0.0 %), 0 texts/s");
}

}  // namespace
}  // namespace tango::command
