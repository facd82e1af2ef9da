#include "evaluate/comparison.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::evaluate {
namespace {

/// Two tiers; the first is wrong in one text of `wrong`, where it is unsure with probability
/// `noticed`. The last one is always right and takes ten times as long.
RecordedRun run_of(std::size_t texts, std::uint64_t wrong, double noticed) {
  const base::RandomStream random(1, "comparison");
  RecordedRun run = without_answers(task::Metric::kAccuracy, 2, {});
  run.grading.labels.resize(2);
  run.confidences.resize(2);
  run.seconds = {std::vector<double>(texts, 1), std::vector<double>(texts, 10)};
  for (std::size_t text = 0; text < texts; ++text) {
    const int truth = static_cast<int>(random.below(3 * text, 2));
    const bool is_wrong = random.below(3 * text + 1, wrong) == 0;
    const bool is_noticed = static_cast<double>(random.below(3 * text + 2, 1000)) < 1000 * noticed;
    run.grading.truths.push_back(truth);
    run.grading.labels[0].push_back(is_wrong ? 1 - truth : truth);
    run.grading.labels[1].push_back(truth);
    run.confidences[0].push_back(is_wrong && is_noticed ? 0.6F : 0.9F);
    run.confidences[1].push_back(1);
  }
  return run;
}

const std::vector<double> kSpeedups{1.2, 4, 100};

TEST(Comparison, ACascadeIsNotInferiorToItself) {
  const RecordedRun run = run_of(500, 8, 1);
  const std::vector<Comparison> found = compare({run, run}, {run, run}, kSpeedups, {});
  ASSERT_EQ(found.size(), 2U) << "none is a hundred times as fast";
  for (const Comparison& one : found) {
    EXPECT_EQ(one.difference, 0);
    EXPECT_EQ(one.verdict, Verdict::kNotInferior);
  }
  EXPECT_EQ(found[0].score, 1);
}

TEST(Comparison, OneThatDoesNotKnowItsErrorsIsInferior) {
  const RecordedRun ours = run_of(3000, 8, 0);
  const RecordedRun other = run_of(3000, 8, 1);
  const std::vector<Comparison> found =
      compare({ours, ours}, {other, other}, std::vector<double>{4}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].verdict, Verdict::kInferior);
  EXPECT_NEAR(found[0].score, 1 - 1.0 / 8, 0.03);
  EXPECT_EQ(found[0].other_score, 1);
  EXPECT_NEAR(found[0].difference, found[0].score - 1, 0.01);
  EXPECT_LT(found[0].low, found[0].difference);
  EXPECT_GT(found[0].high, found[0].difference);
  const std::vector<Comparison> turned =
      compare({other, other}, {ours, ours}, std::vector<double>{4}, {});
  EXPECT_EQ(turned[0].verdict, Verdict::kNotInferior);
}

TEST(Comparison, FewTextsCannotTell) {
  const RecordedRun ours = run_of(40, 8, 0.7);
  const RecordedRun other = run_of(40, 8, 1);
  EXPECT_EQ(compare({ours, ours}, {other, other}, std::vector<double>{4}, {})[0].verdict,
            Verdict::kCannotTell);
}

TEST(Comparison, ThresholdsComeFromTheTuningTexts) {
  const RecordedRun known = run_of(300, 16, 1);
  // There the first tier seems to be always right, so nothing is deferred.
  const RecordedRun flattering = run_of(300, 1'000'000, 1);
  const std::vector<Comparison> found =
      compare({flattering, known}, {known, known}, std::vector<double>{4}, {});
  EXPECT_LT(found[0].score, 1);
  EXPECT_EQ(found[0].other_score, 1);
}

}  // namespace
}  // namespace tango::evaluate
