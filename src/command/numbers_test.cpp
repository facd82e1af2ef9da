#include "command/numbers.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::command {
namespace {

TEST(Numbers, Thresholds) {
  EXPECT_EQ(parse_thresholds("", "--threshold"), std::vector<float>{});
  EXPECT_EQ(parse_thresholds("0.5,1", "--threshold"), (std::vector<float>{0.5F, 1}));
  for (const char* bad : {"1.5", "-0.1", "0.5,", ",0.5", "0.5 0.6", "high", "nan"}) {
    EXPECT_THROW((void)parse_thresholds(bad, "--threshold"), Error) << bad;
  }
}

TEST(Numbers, ClockTime) {
  EXPECT_EQ(clock_time(59.9), "0:00:59");
  EXPECT_EQ(clock_time(36125), "10:02:05");
}

TEST(Numbers, Shape) {
  EXPECT_EQ(parse_shape("32,64", "--shape"), std::pair(32, 64));
  for (const char* bad : {"", "32", "0,64", "32,-1", "32,64,1", "a,b", "32x64", "2000000,64"}) {
    EXPECT_THROW((void)parse_shape(bad, "--shape"), Error) << bad;
  }
}

TEST(Numbers, AreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1'234'567), "-1,234,567");
}

}  // namespace
}  // namespace tango::command
