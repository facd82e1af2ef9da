#include "service/batch_time.h"

#include <gtest/gtest.h>

namespace tango::service {
namespace {

using namespace std::chrono_literals;

double microseconds(Duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

TEST(BatchTime, NothingIsKnownAtFirst) {
  EXPECT_FALSE(BatchTime().known());
  EXPECT_EQ(BatchTime().of(100), Duration::zero());
}

TEST(BatchTime, IsALineThroughWhatWasMeasured) {
  BatchTime time;
  for (int i = 0; i < 200; ++i) {
    const int tokens = 10 + i % 50 * 20;
    time.add(tokens, 100us + tokens * 3us);
  }
  EXPECT_NEAR(microseconds(time.of(10)), 130, 2);
  EXPECT_NEAR(microseconds(time.of(1000)), 3100, 20);
}

TEST(BatchTime, FromOneSizeItIsInProportion) {
  BatchTime time;
  for (int i = 0; i < 5; ++i) time.add(100, 200us);
  EXPECT_NEAR(microseconds(time.of(50)), 100, 1);
}

TEST(BatchTime, AColdStartIsForgotten) {
  BatchTime time;
  time.add(100, 200us);
  time.add(100, 20ms);
  for (int i = 0; i < 100; ++i) time.add(100, 200us);
  EXPECT_LT(microseconds(time.of(100)), 220);
}

TEST(BatchTime, FollowsAMachineThatSlowsDown) {
  BatchTime time;
  for (int i = 0; i < 100; ++i) time.add(100, 200us);
  for (int i = 0; i < 100; ++i) time.add(100, 2ms);
  EXPECT_GT(microseconds(time.of(100)), 1'900);
}

TEST(BatchTime, AnEstimateThatStopsEverythingIsDoubted) {
  BatchTime time;
  time.add(100, 1s);
  for (int i = 0; i < 1'000; ++i) time.doubt();
  EXPECT_LT(time.of(100), 10ms);
  time.add(100, 1s);
  EXPECT_GT(time.of(100), 900ms);
}

}  // namespace
}  // namespace tango::service
