#include "command/suggestion.h"

#include <gtest/gtest.h>

namespace tango::command {
namespace {

TEST(Suggestion, NearestOrNothing) {
  const std::vector<std::string> flags{"--threshold", "--tier", "--text", "--text-pair"};
  EXPECT_EQ(nearest("--treshold", flags), "--threshold");
  EXPECT_EQ(nearest("--tiers", flags), "--tier");
  EXPECT_EQ(nearest("--thres", flags), "--threshold");
  EXPECT_EQ(nearest("--etxt", flags), "--text");
  EXPECT_EQ(nearest("--frobnicate", flags), std::nullopt);
}

}  // namespace
}  // namespace tango::command
