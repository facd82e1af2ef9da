#include "evaluate/threshold_choice.h"

#include <random>

#include <gtest/gtest.h>

#include "task/confusion_matrix.h"

namespace tango::evaluate {
namespace {

using task::Metric;

/// The score at one threshold, the slow way.
double score_at(float threshold, const TierAnswers& tier, const std::vector<int>& rest,
                const std::vector<int>& truths, int num_labels, Metric metric) {
  task::ConfusionMatrix counts(num_labels);
  for (std::size_t i = 0; i < truths.size(); ++i) {
    counts.add(truths[i],
               cascade::answers(tier.confidences[i], threshold) ? tier.labels[i] : rest[i]);
  }
  return task::value_of(metric, counts);
}

/// With the tier's answers first and `rest` behind it.
float lowest(const TierAnswers& tier, const std::vector<int>& rest, const std::vector<int>& truths,
             int num_labels, Metric metric, double wanted) {
  const RecordedRun run{.grading = {.metric = metric,
                                    .num_labels = num_labels,
                                    .truths = truths,
                                    .labels = {tier.labels, rest},
                                    .credits = {}},
                        .confidences = {tier.confidences, tier.confidences},
                        .seconds = {}};
  return lowest_threshold(run, 0, std::vector<std::size_t>(truths.size(), 1), wanted);
}

TEST(ChooseThresholds, EachClassMayHaveItsOwn) {
  // "0" is right as rarely as it is said, "1" wrong where it is surest.
  const std::vector<TierAnswers> tiers{{{0, 1, 0, 1}, {0.6F, 0.95F, 0.7F, 0.9F}, {}},
                                       {{0, 0, 0, 1}, {1, 1, 1, 1}, {}}};
  const std::vector<int> truths{0, 0, 0, 1};
  const ThresholdChoice one = choose_thresholds(tiers, truths, 2, Metric::kAccuracy, 1);
  EXPECT_EQ(one.answered[1], 1) << "all are deferred";
  const ThresholdChoice own = choose_thresholds(tiers, truths, 2, Metric::kAccuracy, 1, true);
  EXPECT_EQ(own.thresholds.front(), cascade::Threshold(std::vector{0.0F, 1.0F}));
  EXPECT_EQ(own.answered[1], 0.5);
  EXPECT_EQ(own.score, 1);
}

TEST(ChooseThresholds, ClassesOfSeveralTiersKeepTheShare) {
  std::mt19937 random(15);
  std::vector<TierAnswers> tiers(3);
  std::vector<int> truths;
  for (int text = 0; text < 300; ++text) {
    truths.push_back(static_cast<int>(random() % 3));
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
      const bool wrong = random() % (4 + 10 * tier) == 0;
      tiers[tier].labels.push_back(wrong ? static_cast<int>(random() % 3) : truths.back());
      tiers[tier].confidences.push_back(static_cast<float>(random() % 100 + (wrong ? 0 : 100)) /
                                        200);
    }
  }
  const ThresholdChoice one = choose_thresholds(tiers, truths, 3, Metric::kMatthews, 0.98);
  const ThresholdChoice own = choose_thresholds(tiers, truths, 3, Metric::kMatthews, 0.98, true);
  EXPECT_GE(own.score, 0.98 * own.last_score);
  EXPECT_LE(own.answered[2], one.answered[2] + 0.05);
}

TEST(LowestThreshold, ByHand) {
  // Right at 0.99 and 0.9, wrong at 0.8, right at 0.7; the rest is always right.
  const TierAnswers tier{{1, 0, 0, 1}, {0.99F, 0.9F, 0.8F, 0.7F}, {}};
  const std::vector<int> truths{1, 0, 1, 1};
  const auto threshold = [&](double wanted) {
    return lowest(tier, truths, truths, 2, Metric::kAccuracy, wanted);
  };
  EXPECT_EQ(threshold(1.0), 0.9F);
  EXPECT_EQ(threshold(0.75), 0.0F);
  EXPECT_EQ(threshold(1.1), 1.0F);
}

TEST(LowestThreshold, TextsOfOneConfidenceGoTogether) {
  const TierAnswers tier{{1, 0, 1}, {0.9F, 0.9F, 0.6F}, {}};
  const std::vector<int> truths{1, 1, 0};
  EXPECT_EQ(lowest(tier, truths, truths, 2, Metric::kAccuracy, 0.9), 1.0F);
}

TEST(LowestThreshold, ATextSureOfOneIsAnsweredBelowOne) {
  const TierAnswers tier{{0, 1}, {1.0F, 0.9F}, {}};  // the first is wrong
  const std::vector<int> truths{1, 1};
  EXPECT_EQ(lowest(tier, truths, truths, 2, Metric::kAccuracy, 1.0), 1.0F);
  EXPECT_EQ(lowest(tier, truths, truths, 2, Metric::kAccuracy, 0.5), 0.0F);
}

TEST(LowestThreshold, EqualsTryingEveryThreshold) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const int num_labels = 2 + round % 3;
    const Metric metric =
        std::vector{Metric::kAccuracy, Metric::kF1, Metric::kMatthews}[round / 3 % 3];
    TierAnswers tier;
    std::vector<int> rest, truths;
    for (int i = 0; i < 30; ++i) {
      tier.labels.push_back(static_cast<int>(random() % static_cast<unsigned>(num_labels)));
      tier.confidences.push_back(static_cast<float>(random() % 20 + 1) / 20);
      rest.push_back(static_cast<int>(random() % static_cast<unsigned>(num_labels)));
      truths.push_back(random() % 3 != 0 ? rest.back() : tier.labels.back());
    }
    const double wanted = 0.9 * score_at(1, tier, rest, truths, num_labels, metric);
    float expected = 1;
    for (int i = 20; i >= 0; --i) {
      const float threshold = static_cast<float>(i) / 20;
      const bool told_apart =
          i == 0 || std::count(tier.confidences.begin(), tier.confidences.end(), threshold) > 0;
      if (told_apart && threshold < 1 &&
          score_at(threshold, tier, rest, truths, num_labels, metric) >= wanted) {
        expected = threshold;
      }
    }
    const float least = *std::min_element(tier.confidences.begin(), tier.confidences.end());
    if (expected == least) expected = 0;  // the same texts
    EXPECT_EQ(lowest(tier, rest, truths, num_labels, metric, wanted), expected)
        << "round " << round;
  }
}

TEST(ChooseThresholds, ThreeTiersKeepTheShare) {
  std::mt19937 random(3);
  std::vector<TierAnswers> tiers(3);
  std::vector<int> truths;
  for (int i = 0; i < 1000; ++i) {
    const int truth = static_cast<int>(random() % 2);
    truths.push_back(truth);
    for (std::size_t t = 0; t < 3; ++t) {
      const bool sure = random() % 4 != 0;
      const bool right = sure || random() % (t + 2) != 0;
      tiers[t].labels.push_back(right ? truth : 1 - truth);
      tiers[t].confidences.push_back(sure ? 0.9F + static_cast<float>(random() % 100) / 1100
                                          : 0.5F + static_cast<float>(random() % 100) / 250);
    }
  }
  const ThresholdChoice choice = choose_thresholds(tiers, truths, 2, Metric::kAccuracy, 0.99);
  EXPECT_GE(choice.score, 0.99 * choice.last_score);
  EXPECT_GT(choice.answered[0], 0.5);
  EXPECT_NEAR(choice.answered[0] + choice.answered[1] + choice.answered[2], 1, 1e-9);
  const ThresholdChoice all = choose_thresholds(tiers, truths, 2, Metric::kAccuracy, 1);
  EXPECT_GE(all.score, all.last_score);
  EXPECT_GE(all.thresholds[0].of(0), choice.thresholds[0].of(0));
}

TEST(ChooseThresholds, ReadersKeepTheirMeanCredit) {
  const std::vector<TierAnswers> tiers{{{}, {0.9F, 0.8F, 0.7F, 0.6F}, {1, 0.5, 1, 0}},
                                       {{}, {1, 1, 1, 1}, {1, 1, 0.9, 1}}};
  const ThresholdChoice most = choose_thresholds(tiers, {}, 2, Metric::kF1, 0.85);
  EXPECT_EQ(most.thresholds, std::vector<cascade::Threshold>{0.7F});  // 1 + 0.5 + 1 + 1 of 3.9
  EXPECT_DOUBLE_EQ(most.score, 3.5 / 4);
  EXPECT_DOUBLE_EQ(most.last_score, 3.9 / 4);
  EXPECT_EQ(choose_thresholds(tiers, {}, 2, Metric::kF1, 1).thresholds,
            std::vector<cascade::Threshold>{0.9F});
}

TEST(ChooseThresholds, OneTierHasNone) {
  const std::vector<TierAnswers> tiers{{{1, 0}, {0.6F, 0.7F}, {}}};
  const std::vector<int> truths{1, 1};
  const ThresholdChoice choice = choose_thresholds(tiers, truths, 2, Metric::kAccuracy, 0.98);
  EXPECT_TRUE(choice.thresholds.empty());
  EXPECT_EQ(choice.score, 0.5);
  EXPECT_EQ(choice.answered, std::vector<double>{1});
}

}  // namespace
}  // namespace tango::evaluate
