#include "recipe/doubts.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

BuiltCascade good() {
  return {.models = {"out/static", "teacher"},
          .thresholds = {0.9F},
          .answered = {0.8, 0.2},
          .relative_times = {0.01, 1},
          .scores = {0.85, 0.92},
          .score = 0.915};
}

/// The one doubt; "" where there is none.
std::string doubt_about(const BuiltCascade& cascade) {
  const std::vector<std::string> doubts = doubts_about(cascade);
  EXPECT_LE(doubts.size(), 1U);
  return doubts.empty() ? "" : doubts.front();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Doubts, ThereAreNoneAboutAGoodCascade) {
  EXPECT_EQ(doubt_about(good()), "");
  EXPECT_EQ(doubt_about({.models = {"teacher"}, .answered = {1}}), "") << "it has no threshold";
}

TEST(Doubts, WhereEveryTextIsToBeAskedNoModelIsNamed) {
  BuiltCascade cascade = good();
  cascade.asks = true;
  cascade.relative_times.clear();
  cascade.thresholds = {1.0F};
  EXPECT_TRUE(says(doubt_about(cascade), "every text is to be asked"));
}

TEST(Doubts, ACascadeThatNeverAsksItsLastTier) {
  BuiltCascade cascade = good();
  cascade.thresholds = {0.0F};
  EXPECT_TRUE(says(doubt_about(cascade), "threshold of tier 1 is 0"));
  EXPECT_TRUE(says(doubt_about(cascade), "tango classify --model out/static"));
  cascade.thresholds = {cascade::Threshold(std::vector{0.0F, 0.5F})};
  EXPECT_EQ(doubt_about(cascade), "") << "one class is asked about";
}

TEST(Doubts, ACascadeThatAlwaysAsksItsLastTier) {
  BuiltCascade cascade = good();
  cascade.thresholds = {1.0F};
  cascade.answered = {0, 1};
  EXPECT_TRUE(says(doubt_about(cascade), "tango classify --model teacher"));
}

TEST(Doubts, ACascadeThatCostsMoreThanItsLastTier) {
  BuiltCascade cascade = good();
  cascade.relative_times = {0.85, 1};
  EXPECT_TRUE(says(doubt_about(cascade), "A text costs 1.05 times"));
  cascade.relative_times.clear();
  EXPECT_EQ(doubt_about(cascade), "") << "it was not measured";
}

TEST(Doubts, ACascadeThatItsFirstTierBeats) {
  BuiltCascade cascade = good();
  cascade.scores.front() = 0.915;
  EXPECT_TRUE(says(doubt_about(cascade), "tier 1 alone scores 0.9150, and the cascade 0.9150"));
}

}  // namespace
}  // namespace tango::recipe
