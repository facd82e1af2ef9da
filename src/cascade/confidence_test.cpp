#include "cascade/confidence.h"

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;
constexpr auto kSingle = ProblemType::kSingleLabelClassification;
constexpr auto kMulti = ProblemType::kMultiLabelClassification;

float confidence(std::vector<float> logits, ConfidenceKind kind, float temperature = 1,
                 ProblemType type = kSingle) {
  return confidence_of(logits, scores_of(logits, type, temperature), type, kind, temperature);
}

TEST(Confidence, MatchesHandComputedValues) {
  // p = (2, 1, 1) / 4
  const std::vector<float> logits{std::log(2.0F), 0, 0};
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kMaxProbability), 0.5, 1e-6);
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kMargin), 0.25, 1e-6);
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kEntropy), 1 - 1.5 * std::log(2) / std::log(3),
              1e-6);
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kEnergy), 4.0 / 7, 1e-6);
}

TEST(Confidence, TemperatureSharpensOrFlattens) {
  const std::vector<float> logits{2, 0};
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kMaxProbability, 2), 1 / (1 + std::exp(-1.0)),
              1e-6);
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kMaxProbability, 0.5), 1 / (1 + std::exp(-4.0)),
              1e-6);
}

TEST(Confidence, StaysInRangeAtTheExtremes) {
  for (const ConfidenceKind kind : {ConfidenceKind::kMaxProbability, ConfidenceKind::kMargin,
                                    ConfidenceKind::kEntropy, ConfidenceKind::kEnergy}) {
    for (const auto& logits : std::vector<std::vector<float>>{
             {1e30F, -1e30F, 0}, {0, 0, 0}, {-1e30F, -1e30F, -1e30F}, {88, 88, 88}}) {
      const float value = confidence(logits, kind);
      EXPECT_GE(value, 0) << to_string(kind);
      EXPECT_LE(value, 1) << to_string(kind);
    }
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(confidence({nan, 1, 2}, kind), 0) << to_string(kind);
  }
}

TEST(Confidence, RanksTwoLabelsAlike) {
  float last[3] = {-1, -1, -1};
  for (const float logit : {0.0F, 0.3F, 1.0F, 2.5F}) {
    const float now[3] = {confidence({logit, 0}, ConfidenceKind::kMaxProbability),
                          confidence({logit, 0}, ConfidenceKind::kMargin),
                          confidence({logit, 0}, ConfidenceKind::kEntropy)};
    for (int i = 0; i < 3; ++i) EXPECT_GT(now[i], std::exchange(last[i], now[i]));
  }
}

TEST(Confidence, MultiLabelIsTheLeastCertainLabels) {
  const std::vector<float> logits{4, -3, 0.5F};
  EXPECT_NEAR(confidence(logits, ConfidenceKind::kMaxProbability, 1, kMulti),
              1 / (1 + std::exp(-0.5)), 1e-6);
}

TEST(Scores, RegressionKeepsTheValues) {
  const std::vector<float> logits{3.5F};
  EXPECT_EQ(scores_of(logits, ProblemType::kRegression, 2), logits);
}

TEST(ThresholdRule, IsClosedBelowAndDefersAllAtOne) {
  EXPECT_TRUE(answers(0.0F, 0.0F));
  EXPECT_TRUE(answers(0.9F, 0.9F));
  EXPECT_FALSE(answers(std::nextafter(0.9F, 0.0F), 0.9F));
  EXPECT_FALSE(answers(1.0F, 1.0F));
}

TEST(ConfidenceKindNames, RoundTripAndRefuse) {
  for (const char* name : {"max_probability", "margin", "entropy", "energy"}) {
    EXPECT_EQ(to_string(parse_confidence_kind(name)), name);
  }
  EXPECT_THROW((void)parse_confidence_kind("softmax"), Error);
}

}  // namespace
}  // namespace tango::cascade
