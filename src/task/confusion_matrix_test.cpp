#include "task/confusion_matrix.h"

#include <cmath>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "task/metric.h"

namespace tango::task {
namespace {

ConfusionMatrix filled(const std::vector<std::vector<int>>& counts) {
  ConfusionMatrix matrix(static_cast<int>(counts.size()));
  for (std::size_t truth = 0; truth < counts.size(); ++truth) {
    for (std::size_t predicted = 0; predicted < counts.size(); ++predicted) {
      for (int i = 0; i < counts[truth][predicted]; ++i) {
        matrix.add(static_cast<int>(truth), static_cast<int>(predicted));
      }
    }
  }
  return matrix;
}

TEST(ConfusionMatrix, BinaryByHand) {
  // TN 5, FP 2, FN 1, TP 4.
  const ConfusionMatrix matrix = filled({{5, 2}, {1, 4}});
  EXPECT_EQ(matrix.total(), 12);
  EXPECT_DOUBLE_EQ(matrix.accuracy(), 9.0 / 12);
  EXPECT_DOUBLE_EQ(matrix.f1(1), 8.0 / 11);
  EXPECT_DOUBLE_EQ(matrix.f1(0), 10.0 / 13);
  // (TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)) = 18 / sqrt(6 * 5 * 7 * 6)
  EXPECT_NEAR(matrix.matthews(), 18 / std::sqrt(1260.0), 1e-12);
  EXPECT_DOUBLE_EQ(value_of(Metric::kF1, matrix), 8.0 / 11);
  EXPECT_DOUBLE_EQ(value_of(Metric::kAccuracy, matrix), 0.75);
}

TEST(ConfusionMatrix, ThreeLabelsByHand) {
  const ConfusionMatrix matrix = filled({{2, 1, 0}, {0, 3, 1}, {1, 0, 2}});
  EXPECT_DOUBLE_EQ(matrix.accuracy(), 0.7);
  // f1: 4/6, 6/8, 4/6
  EXPECT_NEAR(matrix.macro_f1(), (2.0 / 3 + 0.75 + 2.0 / 3) / 3, 1e-12);
  EXPECT_DOUBLE_EQ(value_of(Metric::kF1, matrix), matrix.macro_f1());
  // rows 3 4 3, columns 3 4 3: (7*10 - 34) / sqrt((100-34)(100-34))
  EXPECT_NEAR(matrix.matthews(), 36.0 / 66, 1e-12);
}

TEST(ConfusionMatrix, PerfectReversedAndDegenerate) {
  EXPECT_DOUBLE_EQ(filled({{3, 0}, {0, 4}}).matthews(), 1);
  EXPECT_DOUBLE_EQ(filled({{0, 3}, {4, 0}}).matthews(), -1);
  EXPECT_DOUBLE_EQ(filled({{3, 0}, {4, 0}}).matthews(), 0);
  EXPECT_DOUBLE_EQ(filled({{3, 0}, {4, 0}}).f1(1), 0);
  EXPECT_DOUBLE_EQ(ConfusionMatrix(2).accuracy(), 0);
}

TEST(Metric, Names) {
  for (const Metric metric : {Metric::kAccuracy, Metric::kF1, Metric::kMatthews}) {
    EXPECT_EQ(parse_metric(to_string(metric)), metric);
  }
  EXPECT_THROW((void)parse_metric("rouge"), Error);
}

}  // namespace
}  // namespace tango::task
