#include "base/suggestion.h"

#include <gtest/gtest.h>

namespace tango::base {
namespace {

TEST(Suggestion, NearestOrNothing) {
  const std::vector<std::string> flags{"--threshold", "--tier", "--text", "--text-pair"};
  EXPECT_EQ(nearest("--treshold", flags), "--threshold");
  EXPECT_EQ(nearest("--tiers", flags), "--tier");
  EXPECT_EQ(nearest("--thres", flags), "--threshold");
  EXPECT_EQ(nearest("--etxt", flags), "--text");
  EXPECT_EQ(nearest("--frobnicate", flags), std::nullopt);
  EXPECT_EQ(nearest("--treshold", flags, 0), std::nullopt);
  const std::vector<std::string> labels{"1", "2", "joy"};
  EXPECT_EQ(nearest("JOY", labels), "joy");
  EXPECT_EQ(nearest("3", labels), std::nullopt);
  EXPECT_EQ(nearest("", labels), std::nullopt);
  EXPECT_EQ(did_you_mean("--treshold", flags), "; did you mean --threshold?");
  EXPECT_EQ(did_you_mean("--frobnicate", flags), "");
}

TEST(Suggestion, APercentageIsAShare) {
  EXPECT_EQ(did_you_mean_shares("98"), "; did you mean 0.98?");
  EXPECT_EQ(did_you_mean_shares("99.5 %"), "; did you mean 0.995?");
  EXPECT_EQ(did_you_mean_shares("0.9,95%"), "; did you mean 0.9,0.95?");
  for (const char* none : {"", "x", "98x", "101", "-98", "98,", "0.5", "1.5", "98,200", "nan"}) {
    EXPECT_EQ(did_you_mean_shares(none), "") << none;
  }
}

}  // namespace
}  // namespace tango::base
