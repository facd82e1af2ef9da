#include "cascade/threshold.h"

#include <array>

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::cascade {
namespace {

Answer answer_of(int label, float confidence) {
  Answer answer;
  answer.label = label;
  answer.confidence = confidence;
  answer.tier = 1;
  return answer;
}

TEST(Threshold, OneServesEveryLabel) {
  const Threshold threshold = 0.5F;
  EXPECT_TRUE(threshold.accepts(0.5F, -1));
  EXPECT_FALSE(threshold.accepts(0.25F, 7));
  EXPECT_EQ(threshold.lowest(), 0.5F);
  EXPECT_EQ(threshold.highest(), 0.5F);
}

TEST(Threshold, EachLabelMayHaveItsOwn) {
  const Threshold threshold(std::vector{0.25F, 1.0F});
  EXPECT_TRUE(threshold.accepts(0.5F, 0));
  EXPECT_FALSE(threshold.accepts(1, 1));
  EXPECT_EQ(threshold.lowest(), 0.25F);
  EXPECT_EQ(threshold.highest(), 1);
}

TEST(Threshold, IsWrittenAsItIsRead) {
  const std::array<std::string, 2> labels{"yes", "no"};
  EXPECT_EQ(to_json(0.7F, labels).dump(), "0.7");
  EXPECT_EQ(to_json(Threshold(std::vector{0.7F, 0.0F}), labels).dump(), R"({"yes":0.7,"no":0.0})");
}

TEST(Threshold, ACascadeComparesWithThatOfThePredictedLabel) {
  std::vector<Tier> tiers;
  tiers.push_back(fake::make_tier(1));
  tiers.push_back(fake::make_tier(-10));
  checkpoint::Labels labels = tiers.front().labels();
  const Cascade cascade(std::move(tiers), {Threshold(std::vector{0.9F, 0.6F})}, std::move(labels),
                        ConfidenceKind::kMaxProbability);
  Answer no = answer_of(0, 0.75F);
  Answer yes = answer_of(1, 0.75F);
  EXPECT_FALSE(cascade.accepts({.text = ""}, no));
  EXPECT_TRUE(cascade.accepts({.text = ""}, yes));
  EXPECT_TRUE(cascade.accepts({.text = "", .threshold = 0.7F}, no));
}

}  // namespace
}  // namespace tango::cascade
