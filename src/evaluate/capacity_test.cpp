#include "evaluate/capacity.h"

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

TEST(Capacity, CountsTiersAndTexts) {
  std::vector<cascade::Request> texts;
  texts.reserve(200);
  for (int i = 0; i < 200; ++i) {
    texts.push_back({.text = (i % 4 == 0 ? "5 " : "9 ") + std::to_string(i)});
  }
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.7F);
  const Capacity capacity = measure_capacity(cascade, {}, texts);
  EXPECT_EQ(capacity.texts, 200);
  EXPECT_GT(capacity.texts_per_s, 0);
  EXPECT_GT(capacity.efficiency(), 0);
  EXPECT_EQ(capacity.answered, (std::vector<double>{0.75, 0.25}));
}

TEST(CorpusPlan, IsCoresTimesHours) {
  const Capacity capacity{.texts = 1000,
                          .texts_per_s = 1000,
                          .cores = 2,
                          .texts_per_s_of_all = 1800,
                          .answered = {0.9, 0.1}};
  const CorpusPlan plan = plan_corpus(capacity, 1e9, 0.04);
  EXPECT_NEAR(plan.core_hours, 1e9 / 900 / 3600, 1e-9);
  EXPECT_NEAR(plan.cost, plan.core_hours * 0.04, 1e-9);
  EXPECT_EQ(plan.cores_for(1), 309);
  EXPECT_EQ(plan.cores_for(8), 39);
  const std::string words = in_words(capacity, plan);
  EXPECT_NE(words.find("1e+09 texts take 309 core-hours, which cost 12.35"), std::string::npos)
      << words;
  EXPECT_NE(words.find("1800 on 2 (90 % of so many times that)"), std::string::npos) << words;
}

}  // namespace
}  // namespace tango::evaluate
