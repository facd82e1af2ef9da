#include "certify/metric_interval.h"

#include <numeric>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::certify {
namespace {

/// 400 texts; the first tier accepts all and is wrong on every tenth, the last on every twentieth.
struct GradedTexts {
  Sample sample;
  TierOutputs outputs;
  std::vector<std::size_t> rows;
};

GradedTexts graded(bool first_is_last) {
  GradedTexts drawn;
  drawn.outputs.answers.resize(2);
  drawn.outputs.confidences.assign(2, std::vector<float>(400, 0.9F));
  for (std::size_t text = 0; text < 400; ++text) {
    drawn.sample.rows.push_back(text);
    drawn.sample.groups.push_back(static_cast<std::int64_t>(text));
    drawn.sample.truths.push_back(static_cast<int>(text / 2 % 2));
    const std::size_t truth = text / 2 % 2;
    const std::size_t last = text % 20 == 0 ? 1 - truth : truth;
    drawn.outputs.answers[1].push_back(last);
    drawn.outputs.answers[0].push_back(first_is_last ? last : text % 10 == 0 ? 1 - truth : truth);
  }
  drawn.rows.resize(400);
  std::iota(drawn.rows.begin(), drawn.rows.end(), std::size_t{0});
  return drawn;
}

MetricInterval interval_of(const GradedTexts& drawn, float threshold, task::Metric metric) {
  const std::vector<cascade::Threshold> thresholds{threshold};
  return metric_interval(drawn.sample, drawn.outputs, thresholds, drawn.rows, metric, 2);
}

TEST(MetricInterval, SpansTheDifferenceOfTheMetrics) {
  const GradedTexts drawn = graded(false);
  const MetricInterval one = interval_of(drawn, 0.5F, task::Metric::kMatthews);
  EXPECT_NEAR(one.cascade, 0.8, 0.01);
  EXPECT_NEAR(one.last, 0.9, 0.01);
  EXPECT_LT(one.low, -0.1);
  EXPECT_GT(one.high, -0.1);
  // The difference's deviation is about 2 · sqrt(0.05 · 0.95 / 400) = 0.022.
  EXPECT_NEAR(one.high - one.low, 2 * 1.96 * 0.022, 0.015);
  const MetricInterval two = interval_of(drawn, 0.5F, task::Metric::kMatthews);
  EXPECT_EQ(one.low, two.low) << "the same on every run";
}

TEST(MetricInterval, IsAPointWhereTheLastTierAnswersAll) {
  const GradedTexts drawn = graded(false);
  const MetricInterval deferred = interval_of(drawn, 1, task::Metric::kF1);
  EXPECT_EQ(deferred.low, 0);
  EXPECT_EQ(deferred.high, 0);
  EXPECT_EQ(deferred.cascade, deferred.last);
  EXPECT_EQ(interval_of(graded(true), 0.5F, task::Metric::kF1).high, 0);
}

TEST(MetricInterval, QuestionsHaveTheMeanOfTheirF1) {
  GradedTexts questions = graded(false);
  questions.sample.truths.clear();
  questions.outputs.spans.resize(2);
  for (std::size_t text = 0; text < 400; ++text) {
    questions.sample.spans.push_back({{"in old Paris", 0}, {"Rome", 0}});
    questions.outputs.spans[0].emplace_back(text % 2 == 0 ? "Paris" : "the rome");  // 0.5, 1
    questions.outputs.spans[1].emplace_back("in old Paris");
  }
  const std::vector<cascade::Threshold> all{0.5F};
  const MetricInterval f1 = metric_interval(questions.sample, questions.outputs, all,
                                            questions.rows, task::Metric::kF1, 0);
  EXPECT_DOUBLE_EQ(f1.cascade, 0.75);
  EXPECT_DOUBLE_EQ(f1.last, 1);
  EXPECT_LT(f1.low, -0.25);
  EXPECT_GT(f1.high, -0.25);
  EXPECT_LT(f1.high - f1.low, 0.11);  // 2 · 1.96 · 0.25 / sqrt(400), and a little
}

TEST(MetricInterval, CopiesOfATextAreDrawnTogether) {
  GradedTexts copies = graded(false);
  for (std::size_t row = 0; row < 400; ++row) {
    copies.sample.rows[row] = row / 2 * 2;
    copies.sample.groups[row] = static_cast<std::int64_t>(row / 2);
    copies.sample.truths[row] = static_cast<int>(row / 2 * 2 / 2 % 2);
  }
  const MetricInterval wide = interval_of(copies, 0.5F, task::Metric::kMatthews);
  const MetricInterval one = interval_of(graded(false), 0.5F, task::Metric::kMatthews);
  EXPECT_GT(wide.high - wide.low, one.high - one.low);
}

}  // namespace
}  // namespace tango::certify
