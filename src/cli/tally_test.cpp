#include "cli/tally.h"

#include <gtest/gtest.h>

namespace tango::cli {
namespace {

cascade::Answer by_tier(int tier, bool truncated = false) {
  cascade::Answer answer;
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
  EXPECT_EQ(progress_text(tally, 2),
            "4 texts in 2.0 s (2.0 texts/s), tier 1 75.0 %, tier 2 25.0 %, tier 3 0.0 %");
  EXPECT_EQ(summary_text(tally, 5, 0.1),
            "4 texts in 0.1 s (40 texts/s)\n"
            "answered by tier 1: 3 (75.0 %), tier 2: 1 (25.0 %), tier 3: 0 (0.0 %)\n"
            "truncated texts: 1, ill-formed UTF-8 repaired: 5\n");
}

}  // namespace
}  // namespace tango::cli
