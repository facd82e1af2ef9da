#include "evaluate/measurement.h"

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

TEST(Measurement, RunsEveryTextThroughEveryTierInBothSettings) {
  // Tier 1 says positive from '6' on; tier 2 the other way round, and surer.
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  LabelledTexts texts;
  for (const char* text : {"9", "11", "6", "444"}) texts.requests.push_back({text, {}, {}, {}});
  texts.truths = {1, 0, 0, 1};
  std::vector<std::string> seen;
  const Measurement found = measure(cascade, texts, {.repeats = 3, .workers = 2},
                                    [&](const std::string& what) { seen.push_back(what); });
  EXPECT_EQ(found.tokens, (std::vector<int>{1, 2, 1, 3}));
  EXPECT_FALSE(seen.empty());
  ASSERT_EQ(found.rates.size(), 2U);
  for (const Setting* setting : {&found.alone, &found.batches}) {
    const RecordedRun& run = setting->typical;
    EXPECT_EQ(setting->repeats.size(), 3U);
    EXPECT_EQ(run.grading.labels[0], (std::vector<int>{1, 0, 1, 0}));
    EXPECT_EQ(run.grading.labels[1], (std::vector<int>{0, 1, 0, 1}));
    EXPECT_LT(run.confidences[0][2], run.confidences[0][0]);
    EXPECT_DOUBLE_EQ(score_of_tier(run, 0), 0.5);
    for (const auto& tier : run.seconds) {
      ASSERT_EQ(tier.size(), 4U);
      for (const double seconds : tier) EXPECT_GT(seconds, 0);
    }
  }
  ASSERT_EQ(found.limits.size(), 2U);
  const Measurement known =
      measure(cascade, texts, {.repeats = 1, .workers = 1, .batches = found.limits},
              [](const std::string&) {});
  EXPECT_TRUE(known.rates.at(0).empty());
  EXPECT_EQ(known.alone.typical.grading.labels, found.alone.typical.grading.labels);
  EXPECT_EQ(found.raw_confidences, found.alone.typical.confidences);  // temperatures are 1
}

}  // namespace
}  // namespace tango::evaluate
