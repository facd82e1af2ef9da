#include "cli/summary.h"

#include <gtest/gtest.h>

namespace tango::cli {
namespace {

TEST(Summary, TextsTimeAndTiers) {
  cascade::Tally tally(3);
  for (const int tier : {1, 1, 1, 2}) {
    cascade::Answer answer;
    answer.tier = tier;
    answer.truncated = tier == 2;
    tally.add(answer);
  }
  EXPECT_EQ(progress_text(tally, 2),
            "4 texts in 2.0 s (2.0 texts/s), tier 1 75.0 %, tier 2 25.0 %, tier 3 0.0 %");
  EXPECT_EQ(summary_text(tally, 5, 0.1),
            "4 texts in 0.1 s (40 texts/s)\n"
            "answered by tier 1: 3 (75.0 %), tier 2: 1 (25.0 %), tier 3: 0 (0.0 %)\n"
            "truncated texts: 1, ill-formed UTF-8 repaired: 5\n");
}

TEST(Summary, SaysHowManyAnswersWereCutShort) {
  cascade::Tally tally(2);
  cascade::Answer answer;
  answer.tier = 1;
  answer.cut_short = true;
  tally.add(answer);
  EXPECT_NE(summary_text(tally, 0, 1).find("\n1 texts have the answer of a tier that was not sure"),
            std::string::npos);
}

}  // namespace
}  // namespace tango::cli
