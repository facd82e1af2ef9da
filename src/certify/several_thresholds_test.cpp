#include "certify/several_thresholds.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "certify/evidence.h"
#include "certify/small_sample_test.h"

namespace tango::certify {
namespace {

/// The last tier's answers are the right ones.
Sample with_truths(Sample sample, const TierOutputs& outputs) {
  for (const std::size_t text : sample.rows) {
    sample.truths.push_back(static_cast<int>(outputs.answers.back()[text]));
  }
  return sample;
}

/// Documents of four texts.
Sample documents_of(std::size_t texts) {
  Sample sample = sample_of(texts);
  sample.named_groups = true;
  for (std::int64_t& group : sample.groups) group /= 4;
  return sample;
}

TEST(CertifyDocuments, ThatAreTooFewOrTooLargeAreSaidToBeTheReason) {
  Sample sample = sample_of(1000);
  sample.named_groups = true;
  for (std::size_t row = 0; row < 1000; ++row) sample.groups[row] = row < 900 ? 0 : 1;
  base::expect_error(
      ErrorCode::kInvalidInput,
      {"1000 texts have 2 independent groups, the largest of 900 texts", "give more groups"},
      [&] { (void)certify(sample, outputs_of(1000, {}), {.keep = 0.9}, kClasses); });
  Sample labelled = with_truths(sample, outputs_of(1000, {}));
  base::expect_error(
      ErrorCode::kInvalidInput, {"the last tier's accuracy is kept", "2 independent groups"}, [&] {
        (void)certify(labelled, outputs_of(1000, {}), {.keep = 0.9, .labelled = true}, kClasses);
      });
}

TEST(CertifyDocuments, WithLabelsAreWholeForTwoTiersAndMore) {
  // 40 texts at the end of the first half are lost, ten documents; of three tiers, by both.
  std::vector<std::size_t> differing;
  for (std::size_t text = 1460; text < 1500; ++text) differing.push_back(text);
  const TierOutputs two = outputs_of(3000, differing);
  const TierOutputs three = three_tiers(3000, differing, {0.1, 0.5, 1});
  const Promise labelled{.keep = 0.97, .labelled = true};
  for (const TierOutputs* outputs : {&two, &three}) {
    const Sample alone = with_truths(sample_of(3000), *outputs);
    const Sample documents = with_truths(documents_of(3000), *outputs);
    const Evidence as_documents = certify(documents, *outputs, labelled, kClasses);
    ASSERT_TRUE(as_documents.paired.has_value());
    EXPECT_EQ(as_documents.paired->texts, as_documents.texts);
    EXPECT_EQ(as_documents.paired->last_right, as_documents.texts);
    EXPECT_EQ(as_documents.paired->lost, as_documents.losses);
    EXPECT_EQ(as_documents.units * 4, as_documents.texts);
    EXPECT_EQ(as_documents.choosing > 0, outputs->tiers() == 3);
    EXPECT_FALSE(as_documents.classes[0].kept_at_least.has_value()) << "documents have both";
    const Evidence as_texts = certify(alone, *outputs, labelled, kClasses);
    EXPECT_LE(as_texts.answered.back(), as_documents.answered.back()) << outputs->tiers();
    EXPECT_EQ(as_texts.units, as_texts.texts);
    const Evidence answers = certify(documents, *outputs, {.keep = 0.97}, kClasses);
    EXPECT_FALSE(answers.paired.has_value());
    EXPECT_LT(answers.answered.back(), 1);
  }
}

TEST(CertifyDocuments, OfAClassShowItsFloorAndNoMore) {
  const Promise promise{.keep = 0.95, .floors = {{"yes", 0.93}}};
  for (const TierOutputs& outputs : {outputs_of(3000, {}), three_tiers(3000, {}, {0.1, 0.5, 1})}) {
    const Evidence evidence = certify(documents_of(3000), outputs, promise, kClasses);
    EXPECT_FALSE(evidence.classes[0].kept_at_least.has_value());
    EXPECT_EQ(evidence.classes[1].kept_at_least, 0.93);
  }
}

TEST(CertifyTiers, OfThreeTiersAccuracyIsKeptAndNotTheAnswers) {
  // Both first tiers differ from the last on a quarter of the texts, and are right there.
  std::vector<std::size_t> differing;
  for (std::size_t text = 0; text < 2000; text += 4) differing.push_back(text);
  const TierOutputs outputs = three_tiers(2000, differing, {0.1, 0.5, 1});
  Sample sample = sample_of(2000);
  for (const std::uint64_t answer : outputs.answers[0]) {
    sample.truths.push_back(static_cast<int>(answer));
  }
  const Evidence evidence = certify(sample, outputs, {.keep = 0.98, .labelled = true}, kClasses);
  EXPECT_EQ(evidence.answered[0], 1);
  EXPECT_EQ(evidence.paired->lost, 0);
  EXPECT_NEAR(static_cast<double>(evidence.paired->gained) / static_cast<double>(evidence.texts),
              0.25, 0.01);
  EXPECT_GT(evidence.choosing, 300);
  base::expect_error(ErrorCode::kUnsupported, {"floors of classes"}, [&] {
    (void)certify(sample, outputs, {.keep = 0.98, .floors = {{"yes", 0.9}}, .labelled = true},
                  kClasses);
  });
}

TEST(CertifyTiers, RefusesAccuracyThatNoThresholdsKeep) {
  // All texts are equally sure, and one in so many is lost.
  const auto refused = [](std::size_t one_in, std::vector<std::string> parts) {
    std::vector<std::size_t> differing;
    for (std::size_t text = 0; text < 2000; text += one_in) differing.push_back(text);
    TierOutputs outputs = three_tiers(2000, differing, {0.1, 0.5, 1});
    for (std::vector<float>& confidences : outputs.confidences) confidences.assign(2000, 0.9F);
    const Sample sample = with_truths(sample_of(2000), outputs);
    parts.insert(parts.end(), {"cannot be certified", "0.96 of the last tier's accuracy"});
    base::expect_error(ErrorCode::kInvalidInput, parts, [&] {
      (void)certify(sample, outputs, {.keep = 0.96, .labelled = true}, kClasses);
    });
  };
  refused(4, {"cheaper than the last tier alone"});
  refused(20, {"last tier answers", "of these and gains 0 others"});
}

TEST(CertifyDocuments, AreBoundedAtACostAndForEachClass) {
  std::vector<std::size_t> differing;  // whole documents in the half with less confidence
  for (std::size_t text = 1500; text < 3000; text += 50) {
    for (std::size_t i = text / 4 * 4; i < text / 4 * 4 + 4; ++i) differing.push_back(i);
  }
  const TierOutputs outputs = outputs_of(3000, differing);
  Promise cheap;
  cheap.at_cost = {.kind = CostTarget::Kind::kBudget, .value = 0.4};
  const Evidence documents = certify(documents_of(3000), outputs, cheap, kClasses);
  const Evidence texts = certify(sample_of(3000), outputs, cheap, kClasses);
  EXPECT_LT(*documents.kept_at_least, *texts.kept_at_least);
  EXPECT_GT(*documents.kept_at_least, 0.9);
  const Evidence own =
      certify(documents_of(3000), outputs, {.keep = 0.95, .per_class = true}, kClasses);
  EXPECT_TRUE(own.thresholds.front().is_per_class());
}

}  // namespace
}  // namespace tango::certify
