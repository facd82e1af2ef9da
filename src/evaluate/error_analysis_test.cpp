#include "evaluate/error_analysis.h"

#include <gtest/gtest.h>

namespace tango::evaluate {
namespace {

RecordedRun six_texts() {
  return {{task::Metric::kAccuracy,
           2,
           {1, 1, 1, 0, 0, 0},
           {{0, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}},
           {}},
          {{0.5F, 0.9F, 0.6F, 0.7F, 0.8F, 0.95F}, {1, 1, 1, 1, 1, 1}},
          {{1, 1, 1, 1, 1, 1}, {9, 9, 9, 9, 9, 9}}};
}

TEST(ConfidenceQuantiles, ByHand) {
  const std::vector<ConfidenceQuantile> parts = confidence_quantiles(six_texts(), 3);
  ASSERT_EQ(parts.size(), 3U);
  // Least sure: texts 0 (fixed) and 2 (made wrong); then 3 (fixed) and 4; then 1 and 5 (made
  // wrong).
  EXPECT_EQ(parts[0].lowest, 0.5F);
  EXPECT_EQ(parts[0].highest, 0.6F);
  EXPECT_EQ(parts[0].fixed, 1U);
  EXPECT_EQ(parts[0].introduced, 1U);
  EXPECT_DOUBLE_EQ(parts[0].first_credit, 0.5);
  EXPECT_EQ(parts[1].fixed, 1U);
  EXPECT_EQ(parts[1].introduced, 0U);
  EXPECT_DOUBLE_EQ(parts[1].last_credit, 1);
  EXPECT_EQ(parts[2].fixed, 0U);
  EXPECT_EQ(parts[2].introduced, 1U);
}

TEST(ConfidenceQuantiles, MorePartsThanTexts) {
  const std::vector<ConfidenceQuantile> parts = confidence_quantiles(six_texts(), 8);
  std::size_t texts = 0;
  for (const ConfidenceQuantile& part : parts) texts += part.texts;
  EXPECT_EQ(texts, 6U);
}

TEST(Reliability, ByHand) {
  const std::vector<float> confidences{0.05F, 0.55F, 0.59F, 1.0F};
  const std::vector<double> credits{0, 1, 0, 1};
  const std::vector<ReliabilityBin> bins = reliability(confidences, credits, 10);
  ASSERT_EQ(bins.size(), 10U);
  EXPECT_EQ(bins[0].texts, 1U);
  EXPECT_EQ(bins[5].texts, 2U);
  EXPECT_NEAR(bins[5].confidence, 0.57, 1e-6);
  EXPECT_DOUBLE_EQ(bins[5].credit, 0.5);
  EXPECT_EQ(bins[9].texts, 1U);
  EXPECT_NEAR(expected_calibration_error(bins), (0.05 + 2 * 0.07 + 0) / 4, 1e-6);
}

TEST(Reliability, OfNoTextsIsZero) {
  EXPECT_DOUBLE_EQ(expected_calibration_error(reliability({}, {}, 5)), 0);
}

}  // namespace
}  // namespace tango::evaluate
