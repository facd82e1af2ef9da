// What scikit-learn 1.9.1 and scipy 1.17.1 say of the same numbers, for instance
//   python3 -c "from scipy.stats import spearmanr; print(spearmanr(PREDICTED, TRUTHS)[0])"
//   python3 -c "from sklearn.metrics import *; print(r2_score(TRUTHS, PREDICTED))"
#include "task/number_metrics.h"

#include <vector>

#include <gtest/gtest.h>

namespace tango::task {
namespace {

const std::vector<double> kPredicted{0.9, 0.1, 0.4, 0.4, 0.8, 0.35, 0.6, 0.4};
const std::vector<double> kTruths{5, 1, 2.5, 2, 3, 3, 4, 0.5};
const std::vector<double> kRelevant{1, 0, 1, 0, 1, 0, 0, 1};

TEST(NumberMetrics, AreThoseOfScipyAndScikitLearn) {
  EXPECT_NEAR(*pearson(kPredicted, kTruths), 0.7724305564283466, 1e-14);
  EXPECT_NEAR(*spearman(kPredicted, kTruths), 0.674960953801497, 1e-14);
  EXPECT_NEAR(mean_squared_error(kPredicted, kTruths), 6.002812499999999, 1e-14);
  EXPECT_NEAR(mean_absolute_error(kPredicted, kTruths), 2.1312499999999996, 1e-14);
  EXPECT_NEAR(*r2(kPredicted, kTruths), -2.123414634146341, 1e-14);
  EXPECT_NEAR(*roc_auc(kPredicted, kRelevant), 0.8125, 1e-14);
  EXPECT_NEAR(*average_precision(kPredicted, kRelevant), 0.8333333333333333, 1e-14);
}

TEST(NumberMetrics, AreNotDefinedWhereNothingDiffers) {
  const std::vector<double> same(3, 0.1), other{1, 2, 3}, none;
  EXPECT_FALSE(pearson(same, other));
  EXPECT_FALSE(spearman(other, same));
  EXPECT_FALSE(pearson(none, none));
  EXPECT_FALSE(r2(other, same));
  EXPECT_FALSE(roc_auc(other, std::vector<double>{1, 1, 1}));
  EXPECT_FALSE(average_precision(other, std::vector<double>{0, 0, 0}));
  EXPECT_EQ(average_precision(other, std::vector<double>{1, 1, 1}), 1);
}

TEST(ReciprocalRank, IsOfTheFirstRelevantTextOfEachQuery) {
  const std::vector<double> scores{0.9, 0.8, 0.7, 0.3, 0.2, 0.6, 0.5};
  const std::vector<double> relevant{0, 1, 1, 1, 0, 0, 0};
  const std::vector<std::string> queries{"a", "a", "a", "b", "b", "c", "c"};
  const ReciprocalRank found = reciprocal_rank(scores, relevant, queries, 10);
  EXPECT_EQ(found.queries, 2U);  // c has nothing to find
  EXPECT_DOUBLE_EQ(*found.mean, (0.5 + 1) / 2);
  EXPECT_DOUBLE_EQ(*reciprocal_rank(scores, relevant, queries, 1).mean, 0.5);
  EXPECT_FALSE(reciprocal_rank(scores, std::vector<double>(7, 0), queries, 10).mean);
}

TEST(ReciprocalRank, EqualNumbersEarnNothing) {
  const std::vector<double> same(4, 0.5);
  const std::vector<std::string> query(4, "a");
  EXPECT_DOUBLE_EQ(*reciprocal_rank(same, std::vector<double>{1, 0, 0, 0}, query, 10).mean, 0.25);
}

}  // namespace
}  // namespace tango::task
