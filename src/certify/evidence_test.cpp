#include "certify/evidence.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/random.h"
#include "certify/parts.h"
#include "certify/small_sample_test.h"

namespace tango::certify {
namespace {

TEST(Certify, TakesTheFirstLossTooManyAsTheLimit) {
  // Of 1,000 texts 12 losses show 98 % at 95 % (Clopper and Pearson): text 700
  // has the 13th.
  std::vector<std::size_t> differing;
  for (std::size_t i = 0; i < 12; ++i) differing.push_back(100 + i);
  differing.push_back(700);
  const Evidence evidence =
      certify(sample_of(1000), outputs_of(1000, differing), {.keep = 0.98}, kClasses);
  EXPECT_EQ(evidence.texts, 1000);
  EXPECT_EQ(evidence.losses, 12);
  EXPECT_NEAR(evidence.answered[0], 0.7, 1e-9);
  EXPECT_NEAR(evidence.thresholds[0].of(0), 0.99 - 0.4 * 0.7, 1e-6);
  ASSERT_EQ(evidence.classes.size(), 2U);
  EXPECT_EQ(evidence.classes[0].texts, 500);
  EXPECT_EQ(evidence.classes[0].losses, 6);
  EXPECT_GT(*evidence.classes[0].kept_at_least, 0.95);
  EXPECT_LT(*evidence.classes[0].kept_at_least, 0.988);
}

TEST(Certify, AFloorOfAClassRaisesTheThreshold) {
  // All losses are of class "yes": 4 of 500 show 98 % (binomial_cdf(4; 500,
  // 0.02) = 0.028).
  std::vector<std::size_t> differing;
  for (std::size_t i = 0; i < 12; ++i) differing.push_back(101 + 2 * i);
  const Sample sample = sample_of(1000);
  const TierOutputs outputs = outputs_of(1000, differing);
  const Evidence without = certify(sample, outputs, {.keep = 0.98}, kClasses);
  const Evidence with =
      certify(sample, outputs, {.keep = 0.98, .floors = {{"yes", 0.98}}}, kClasses);
  EXPECT_EQ(without.losses, 12);
  EXPECT_EQ(with.losses, 4);
  EXPECT_EQ(*with.classes[1].promised, 0.98);
}

TEST(Certify, ASampleThatIsTooSmallSaysHowManyTextsWouldDo) {
  base::expect_error(ErrorCode::kInvalidInput, {"at least 149"}, [] {
    (void)certify(sample_of(148), outputs_of(148, {}), {.keep = 0.98}, kClasses);
  });
  EXPECT_EQ(certify(sample_of(149), outputs_of(149, {}), {.keep = 0.98}, kClasses).thresholds[0],
            0);
}

TEST(Certify, RefusesAKeepThatNoThresholdGives) {
  TierOutputs outputs = outputs_of(200, {3});
  outputs.confidences[0].assign(200, 1);  // all equally sure, one wrong
  base::expect_error(ErrorCode::kInvalidInput, {"no threshold shows"},
                     [&] { (void)certify(sample_of(200), outputs, {.keep = 0.98}, kClasses); });
}

TEST(Certify, RefusesASampleOfOneClass) {
  TierOutputs outputs = outputs_of(200, {});
  outputs.answers[1].assign(200, 1);
  Promise cheap;
  cheap.at_cost = {.kind = CostTarget::Kind::kBudget, .value = 0.5};
  for (const Promise& promise :
       {Promise{.keep = 0.98}, Promise{.keep = 0.98, .per_class = true}, cheap}) {
    base::expect_error(ErrorCode::kInvalidInput, {"one class", "\"yes\""},
                       [&] { (void)certify(sample_of(200), outputs, promise, kClasses); });
  }
}

/// The last of so many texts stands there `copies` times.
Sample with_copies(std::size_t texts, std::size_t copies) {
  Sample sample = sample_of(texts);
  for (std::size_t copy = 1; copy < copies; ++copy) {
    sample.groups.push_back(static_cast<std::int64_t>(sample.rows.size()));
    sample.rows.push_back(texts - 1);
  }
  return sample;
}

TEST(Certify, CopiesOfFewTextsShowNothingOfOthers) {
  // 100 texts, ten copies each, are not 1,000 texts, which would show 98 %.
  Sample sample = sample_of(100);
  for (std::size_t row = 100; row < 1000; ++row) {
    sample.rows.push_back(row % 100);
    sample.groups.push_back(static_cast<std::int64_t>(row));
  }
  for (const bool per_class : {false, true}) {
    base::expect_error(ErrorCode::kInvalidInput,
                       {"100 different texts", "in ", " rows", "at least 149"}, [&] {
                         (void)certify(sample, outputs_of(100, {}),
                                       {.keep = 0.98, .per_class = per_class}, kClasses);
                       });
  }
  Promise cheap;
  cheap.at_cost = {.kind = CostTarget::Kind::kBudget, .value = 0.3};
  EXPECT_LT(*certify(sample, outputs_of(100, {}), cheap, kClasses).kept_at_least, 0.98);
}

TEST(Certify, ALossThatIsServedOftenCountsAsOften) {
  // 1,088 texts whose answer is kept, and one whose answer is not, 400 times: 73 % are kept if all
  // are accepted, whichever way thresholds are chosen.
  const Sample sample = with_copies(1089, 400);
  TierOutputs outputs = outputs_of(1089, {1088});
  outputs.confidences[0].back() = 0.8F;
  TierOutputs precise = outputs;
  precise.reference = precise.answers[1];
  Sample labelled = sample;
  for (const std::size_t text : sample.rows) {
    labelled.truths.push_back(static_cast<int>(outputs.answers[1][text]));
  }
  const auto lost = [&](const Sample& drawn, const TierOutputs& tiers, Promise promise) {
    promise.keep = 0.95;
    const Evidence evidence = certify(drawn, tiers, promise, kClasses);
    EXPECT_LE(evidence.losses, 5);
    EXPECT_GT(evidence.texts, 1000) << "rows";
    return evidence.remarks.back();
  };
  EXPECT_NE(lost(sample, outputs, {}).find("1089 different ones, the most frequent 400 times"),
            std::string::npos);
  (void)lost(sample, outputs, {.per_class = true});
  (void)lost(sample, precise, {.reference = Reference::kPrecision});
  (void)lost(labelled, outputs, {.labelled = true});
  Promise cheap;
  cheap.at_cost = {.kind = CostTarget::Kind::kBudget, .value = 0.1};
  const Evidence evidence = certify(sample, outputs, cheap, kClasses);
  EXPECT_LT(*evidence.kept_at_least, 0.8) << "the last tier reads too few to read the loss";
}

TEST(Certify, TrafficThatRepeatsTextsBreaksThePromiseAsRarely) {
  // Two texts are 11 % of the traffic, and lost; all are equally sure, so a class is accepted or
  // not.
  constexpr int kRuns = 400;
  constexpr std::uint64_t kRows = 300;
  const base::RandomStream random(11, "repeats");
  TierOutputs outputs = outputs_of(kRows + 2, {0, 1});
  outputs.confidences[0].assign(kRows + 2, 0.9F);
  for (const bool per_class : {false, true}) {
    int broken = 0;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
      Sample sample;
      sample.texts.resize(kRows + 2);
      for (std::uint64_t row = 0; row < kRows; ++row) {
        const std::uint64_t coin = random.below(run * kRows + row, 200);
        sample.rows.push_back(coin < 22 ? coin % 2 : row + 2);
        sample.groups.push_back(static_cast<std::int64_t>(row));
      }
      try {
        const Evidence evidence =
            certify(sample, outputs, {.keep = 0.9, .per_class = per_class}, kClasses);
        const cascade::Threshold& threshold = evidence.thresholds[0];
        broken += outputs.accepts(threshold, 0, 0) && outputs.accepts(threshold, 0, 1) ? 1 : 0;
      } catch (const Error&) {
        continue;
      }
    }
    EXPECT_LE(broken, 33) << "20 are promised; three deviations are 13";
  }
}

TEST(Certify, CopiesOfOneTextTakeNoPowerFromTheOthers) {
  // 10 losses of 630 show 90 %, as 10 of 610 do.
  std::vector<std::size_t> differing;
  for (std::size_t text = 0; text < 600; text += 60) differing.push_back(text);
  const Evidence evidence =
      certify(with_copies(610, 21), outputs_of(610, differing), {.keep = 0.9}, kClasses);
  EXPECT_EQ(evidence.texts, 630);
  EXPECT_EQ(evidence.units, 630);
  EXPECT_EQ(evidence.thresholds[0], 0);
  EXPECT_TRUE(evidence.remarks.empty()) << "few copies";
}

TEST(Certify, SharesOfTiersAddUpToOne) {
  for (const std::size_t count : {9U, 11U, 865U}) {
    const Sample sample = sample_of(count);
    const Evidence evidence = evidence_of(sample, outputs_of(count, {}), undivided(sample), {},
                                          kClasses, {cascade::Threshold(0)}, 1);
    EXPECT_EQ(evidence.answered, (std::vector<double>{1, 0})) << count;
  }
}

TEST(Certify, LabelledTextsKeepTheAccuracyAndNotTheAnswers) {
  // Tier 1 differs on a quarter of the texts, and is right where it does.
  Sample sample = sample_of(2000);
  std::vector<std::size_t> differing;
  for (std::size_t text = 0; text < 2000; text += 4) differing.push_back(text);
  const TierOutputs outputs = outputs_of(2000, differing);
  for (const std::uint64_t answer : outputs.answers[0]) {
    sample.truths.push_back(static_cast<int>(answer));
  }
  const Evidence evidence = certify(sample, outputs, {.keep = 0.98, .labelled = true}, kClasses);
  EXPECT_EQ(evidence.thresholds[0], 0);
  EXPECT_EQ(evidence.paired->lost, 0);
  EXPECT_GT(evidence.paired->gained, 300);
  EXPECT_EQ(evidence.choosing, 0) << "nothing is chosen";
  EXPECT_EQ(evidence.texts, 2000);
  EXPECT_LT(*evidence.classes[0].kept_at_least, 0.9) << "that answers change is said per class";
}

TEST(Certify, SeveralTiersAreChosenJointly) {
  TierOutputs outputs = outputs_of(1500, {});
  outputs.confidences.insert(outputs.confidences.begin() + 1, outputs.confidences[0]);
  outputs.answers.insert(outputs.answers.begin() + 1, outputs.answers[0]);
  outputs.seconds = {0.1, 0.5, 1};
  const Evidence evidence = certify(sample_of(1500), outputs, {.keep = 0.98}, kClasses);
  EXPECT_NEAR(evidence.answered[0], 1, 1e-9) << "the first is always right";
  EXPECT_EQ(evidence.thresholds.size(), 2U);
  EXPECT_EQ(evidence.losses, 0);
}

TEST(Certify, ATierThatDoesNotPaySaysWhy) {
  const Evidence evidence =
      certify(sample_of(1500), three_tiers(1500, {}, {0.1, 0.9, 1}), {.keep = 0.98}, kClasses);
  EXPECT_EQ(evidence.thresholds[1], 1);
  ASSERT_EQ(evidence.remarks.size(), 1U);
  EXPECT_NE(evidence.remarks[0].find("Tier 2 is not used"), std::string::npos);
  ASSERT_FALSE(evidence.frontier.empty());
  EXPECT_NEAR(evidence.frontier.back().cost, 0.1, 1e-9);
}

TEST(Certify, FloorsBindSeveralTiersToo) {
  std::vector<std::size_t> differing;  // all of class "yes", evenly spread: 2 % of all, 4 % of it
  for (std::size_t text = 1; text < 3000; text += 50) differing.push_back(text);
  const TierOutputs outputs = three_tiers(3000, differing, {0.1, 0.5, 1});
  const Evidence free = certify(sample_of(3000), outputs, {.keep = 0.95}, kClasses);
  const Evidence floored =
      certify(sample_of(3000), outputs, {.keep = 0.95, .floors = {{"yes", 0.97}}}, kClasses);
  EXPECT_EQ(free.answered[2], 0);
  EXPECT_GT(floored.answered[2], 0);
  EXPECT_EQ(*floored.classes[1].promised, 0.97);
}

TEST(Certify, AClassThatTheFirstTierCannotTellIsDeferredAlone) {
  std::vector<std::size_t> differing;  // answers "no" of the first tier: a sixth, evenly spread
  for (std::size_t text = 1; text < 4000; text += 10) differing.push_back(text);
  const TierOutputs outputs = outputs_of(4000, differing);
  const Evidence one = certify(sample_of(4000), outputs, {.keep = 0.98}, kClasses);
  const Evidence own =
      certify(sample_of(4000), outputs, {.keep = 0.98, .per_class = true}, kClasses);
  EXPECT_TRUE(own.thresholds.front().is_per_class());
  EXPECT_LT(own.answered[1], 0.62);
  EXPECT_GT(one.answered[1], 0.7);
  EXPECT_GT(own.choosing, 0);
  EXPECT_EQ(own.thresholds.front().of(1), 0) << "\"yes\" is always right";
  base::expect_error(ErrorCode::kUnsupported, {"at most 64", "65"}, [&] {
    (void)certify(sample_of(4000), outputs, {.keep = 0.98, .per_class = true},
                  std::vector<std::string>(65, "a"));
  });
  base::expect_error(ErrorCode::kUsage, {"one label"}, [&] {
    (void)certify(sample_of(4000), outputs, {.keep = 0.98, .per_class = true}, {});
  });
}

TEST(Certify, OneOfManyClassesIsDeferredAlone) {
  constexpr std::size_t kTexts = 6000;
  std::vector<std::string> classes;
  for (char name = 'a'; name <= 'l'; ++name) classes.emplace_back(1, name);
  TierOutputs outputs = outputs_of(kTexts, {});
  for (std::size_t text = 0; text < kTexts; ++text) {
    const std::size_t answer = text % classes.size();
    outputs.answers[0][text] = answer;
    // Of the third class every other answer is another in the last tier.
    outputs.answers[1][text] = answer == 2 && text % 24 == 2 ? 3 : answer;
  }
  const Evidence own =
      certify(sample_of(kTexts), outputs, {.keep = 0.99, .per_class = true}, classes);
  EXPECT_NEAR(own.answered[1], 1 / 12.0, 0.03) << "the third class, and hardly any other text";
  EXPECT_GE(own.thresholds.front().of(2), 0.9);
  EXPECT_LE(own.losses, 60);
  const Evidence one = certify(sample_of(kTexts), outputs, {.keep = 0.99}, classes);
  EXPECT_GT(one.answered[1], 0.6);
}

TEST(Certify, EightTiersAtMost) {
  TierOutputs outputs = outputs_of(2000, {});
  for (int tier = 2; tier <= 8; ++tier) {
    outputs.confidences.insert(outputs.confidences.begin(), outputs.confidences.front());
    outputs.answers.insert(outputs.answers.begin(), outputs.answers.front());
    outputs.seconds.insert(outputs.seconds.begin(), outputs.seconds.front() / 2);
    if (tier == 8) break;
    const Evidence evidence = certify(sample_of(2000), outputs, {.keep = 0.98}, kClasses);
    EXPECT_EQ(evidence.thresholds.size(), outputs.tiers() - 1);
    EXPECT_LT(evidence.answered.back(), 0.05) << outputs.tiers();
  }
  base::expect_error(ErrorCode::kUnsupported, {"at most 8", "has 9"},
                     [&] { (void)certify(sample_of(2000), outputs, {.keep = 0.98}, kClasses); });
}

TEST(Certify, AtACostSaysWhatIsKept) {
  std::vector<std::size_t> differing;  // in the half with less confidence
  for (std::size_t text = 1000; text < 2000; text += 20) differing.push_back(text);
  const TierOutputs outputs = outputs_of(2000, differing);
  using Kind = CostTarget::Kind;
  const auto at = [&](Kind kind, double value) {
    Promise promise;
    promise.at_cost = {.kind = kind, .value = value};
    return certify(sample_of(2000), outputs, promise, kClasses);
  };
  const Evidence tenth = at(Kind::kBudget, 0.1);
  EXPECT_NEAR(tenth.answered[1], 0.1, 0.05);
  EXPECT_GT(*tenth.kept_at_least, 0.96);
  EXPECT_LT(*tenth.kept_at_least, 0.98) << "2 % differ among the nine tenths";
  EXPECT_LE(at(Kind::kBudget, 0.52).losses, 1);
  // Tier 1 takes a tenth: twice as fast is where the last tier reads four tenths.
  EXPECT_NEAR(at(Kind::kSpeedup, 2).answered[1], 0.4, 0.03);
  base::expect_error(ErrorCode::kInvalidInput, {"no thresholds are that fast", "10 times"},
                     [&] { (void)at(Kind::kSpeedup, 11); });
}

TEST(Certify, AgainstAnotherReferenceTheLastTierCanBeTooFarOff) {
  TierOutputs outputs = outputs_of(3000, {});
  outputs.reference = outputs.answers[1];
  for (std::size_t text = 0; text < 3000; text += 300) outputs.reference[text] ^= 1U;
  Promise promise;
  promise.reference = Reference::kPrecision;
  const Evidence evidence = certify(sample_of(3000), outputs, promise, kClasses);
  EXPECT_NE(evidence.remarks.front().find("otherwise than in fp32"), std::string::npos);
  EXPECT_EQ(evidence.losses, evidence.last_tier_losses);
  for (std::size_t text = 1; text < 3000; text += 30) outputs.reference[text] ^= 1U;
  base::expect_error(ErrorCode::kInvalidInput, {"cannot be certified", "in fp32"},
                     [&] { (void)certify(sample_of(3000), outputs, promise, kClasses); });
}

TEST(Certify, RefusesWhatCannotBePromised) {
  TierOutputs one;
  one.answers.resize(1);
  base::expect_error(ErrorCode::kUnsupported, {"one tier"},
                     [&] { (void)certify(sample_of(200), one, {}, kClasses); });
}

}  // namespace
}  // namespace tango::certify
