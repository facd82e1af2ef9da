#include "cascade/tally.h"

#include <gtest/gtest.h>

namespace tango::cascade {
namespace {

Answer by_tier(int tier, bool truncated = false) {
  Answer answer;
  answer.tier = tier;
  answer.truncated = truncated;
  return answer;
}

TEST(Tally, CountsSharesAndTruncation) {
  Tally tally(3);
  EXPECT_EQ(tally.deferral_rate(), 0);
  EXPECT_EQ(tally.share(1), 0);
  for (const int tier : {1, 1, 1, 2}) tally.add(by_tier(tier, tier == 2));
  EXPECT_EQ(tally.texts(), 4);
  EXPECT_EQ(tally.truncated(), 1);
  EXPECT_EQ(tally.answered_by(1), 3);
  EXPECT_EQ(tally.answered_by(3), 0);
  EXPECT_DOUBLE_EQ(tally.share(2), 0.25);
  EXPECT_DOUBLE_EQ(tally.deferral_rate(), 0.25);
}

}  // namespace
}  // namespace tango::cascade
