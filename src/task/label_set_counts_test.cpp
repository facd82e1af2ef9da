// What scikit-learn 1.9.1 says of the same sets:
//   python3 -c "from sklearn.metrics import *; print(precision_recall_fscore_support(TRUTHS,
//   PREDICTED,
//     average='samples', zero_division=0), accuracy_score(TRUTHS, PREDICTED), hamming_loss(…))"
#include "task/label_set_counts.h"

#include <gtest/gtest.h>

namespace tango::task {
namespace {

LabelSetCounts six_texts() {
  const std::vector<std::vector<int>> truths{{0, 2}, {}, {0, 1}, {2}, {}, {1}};
  const std::vector<std::vector<int>> predicted{{0}, {}, {0, 1}, {0, 2}, {1}, {}};
  LabelSetCounts counts(3);
  for (std::size_t text = 0; text < truths.size(); ++text)
    counts.add(truths[text], predicted[text]);
  return counts;
}

TEST(LabelSetCounts, AreThoseOfScikitLearn) {
  const LabelSetCounts counts = six_texts();
  EXPECT_EQ(counts.texts(), 6);
  EXPECT_DOUBLE_EQ(counts.micro().precision(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(counts.micro().recall(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(counts.micro().f1(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(counts.macro_f1(), 0.6555555555555556);
  EXPECT_DOUBLE_EQ(counts.samples_f1(), 0.38888888888888884);
  EXPECT_DOUBLE_EQ(counts.subset_accuracy(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(counts.hamming_loss(), 2.0 / 9);
  const LabelSetCounts::Label& first = counts.labels()[0];
  EXPECT_DOUBLE_EQ(first.precision(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(first.recall(), 1);
  EXPECT_DOUBLE_EQ(first.f1(), 0.8);
  EXPECT_DOUBLE_EQ(counts.labels()[2].precision(), 1);
  EXPECT_DOUBLE_EQ(counts.labels()[2].recall(), 0.5);
}

TEST(LabelSetCounts, NothingIsZero) {
  LabelSetCounts counts(2);
  EXPECT_EQ(counts.samples_f1(), 0);
  EXPECT_EQ(counts.subset_accuracy(), 0);
  counts.add({}, {});
  EXPECT_EQ(counts.subset_accuracy(), 1);
  EXPECT_EQ(counts.micro().f1(), 0);
}

}  // namespace
}  // namespace tango::task
