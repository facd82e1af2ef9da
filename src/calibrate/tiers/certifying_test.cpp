#include "calibrate/tiers/certifying.h"

#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/random.h"
#include "calibrate/tiers/pareto.h"

namespace tango::calibrate {
namespace {

constexpr Promise kAccuracy{.risk = 0.1, .of_accuracy = true};
constexpr Promise kAnswers{.risk = 0.1};

// The last tier alone is right, this one alone, both, and neither.
std::vector<TieredText> one_of_each() {
  return {{.confidences = {0.9F}, .losses = {1, 0}, .last_right = true},
          {.confidences = {0.8F}, .losses = {-1, 0}, .last_right = false},
          {.confidences = {0.7F}, .losses = {0, 0}, .last_right = true},
          {.confidences = {0.6F}, .losses = {0, 0}, .last_right = false}};
}

TEST(CertifyingTexts, CountWhatIsLostAndGained) {
  const std::vector<TieredText> texts = one_of_each();
  const std::vector<float> strict = {0.9F};
  const std::vector<float> lax = {0.5F};
  const PairedCounts at_strict = paired_counts_at(texts, strict);
  EXPECT_EQ(at_strict.texts, 4);
  EXPECT_EQ(at_strict.last_right, 2);
  EXPECT_EQ(at_strict.lost, 1);
  EXPECT_EQ(at_strict.gained, 0);
  EXPECT_EQ(paired_counts_at(texts, lax).gained, 1);
  EXPECT_EQ(counts_at(texts, kAccuracy, strict).losses, 1);
  EXPECT_EQ(counts_at(texts, kAccuracy, strict).texts, 2) << "a half of the accuracy is lost";
  EXPECT_EQ(counts_at(texts, kAccuracy, lax).losses, 0) << "and gained elsewhere";
}

TEST(CertifyingTexts, TheFrontierKnowsThatWhatIsGainedMakesUpForWhatIsLost) {
  const Frontier frontier = frontier_of(one_of_each(), std::vector<double>{1, 6}, {&kAccuracy, 1});
  ASSERT_EQ(frontier.candidates.size(), 1U);
  EXPECT_EQ(frontier.candidates[0].thresholds, std::vector<float>{0});
  EXPECT_EQ(frontier.candidates[0].risk, 0);
}

std::vector<std::int64_t> documents_of_five(std::size_t texts) {
  std::vector<std::int64_t> groups;
  for (std::size_t text = 0; text < texts; ++text) {
    groups.push_back(static_cast<std::int64_t>(text / 5));
  }
  return groups;
}

TEST(CertifyingTexts, WholeGroupsShowLessThanTheirTexts) {
  // Of documents that lose nothing each multiplies a bet's capital by 1.1 at most: 31 of them do
  // not make it 20, and 155 texts, each alone, show 90 % without a loss, as 29 would.
  const std::vector<float> all = {0};
  for (const Promise& promise : {kAccuracy, kAnswers}) {
    const std::vector<TieredText> few(155, {{0.9F}, {0, 0}, 0, true});
    const std::vector<TieredText> many(300, {{0.9F}, {0, 0}, 0, true});
    EXPECT_TRUE(CertifyingTexts(few, {}, {&promise, 1}, 0.05).show(all));
    EXPECT_FALSE(CertifyingTexts(few, documents_of_five(155), {&promise, 1}, 0.05).show(all));
    EXPECT_TRUE(CertifyingTexts(many, documents_of_five(300), {&promise, 1}, 0.05).show(all));
  }
}

TEST(CertifyingTexts, AFloorIsBetOnAmongTheTextsOfItsClass) {
  // The last of five texts of a document is of class 1, and lost in every fourth document.
  std::vector<TieredText> texts(1000, {{0.9F}, {0, 0}, 0, true});
  for (std::size_t text = 4; text < 1000; text += 5) texts[text].reference_class = 1;
  for (std::size_t text = 4; text < 1000; text += 20) texts[text].losses[0] = 1;
  const std::vector<Promise> both = {{.risk = 0.1}, {.risk = 0.1, .reference_class = 1}};
  CertifyingTexts certifying(texts, documents_of_five(1000), both, 0.05);
  const std::vector<float> all = {0};
  EXPECT_TRUE(certifying.show(0, all));
  EXPECT_FALSE(certifying.show(1, all));
  EXPECT_FALSE(certifying.show(all));
  EXPECT_EQ(certifying.groups().count(), 200U);
}

/// Texts of three tiers, `copies` of each together. The first tier loses 13 in 100 of them, the
/// second 12, and both gain two; the last tier is right on 98. All are equally sure, so that every
/// threshold which accepts anything breaks a promise of 90 %, of answers or of accuracy.
std::vector<TieredText> drawn_tiers(std::uint64_t run, std::string_view part, std::size_t documents,
                                    std::size_t copies, bool labelled) {
  const base::RandomStream random(run, part);
  std::vector<TieredText> texts;
  for (std::size_t document = 0; document < documents; ++document) {
    const std::uint64_t kind = random.below(document, 100);
    TieredText text{.confidences = {0.9F, 0.9F}, .losses = {0, 0, 0}, .last_right = true};
    if (kind < 13) text.losses[0] = 1;
    if (kind < 12) text.losses[1] = 1;
    if (labelled && (kind == 13 || kind == 14)) {
      text.losses = {-1, -1, 0};
      text.last_right = false;
    }
    texts.insert(texts.end(), copies, text);
  }
  return texts;
}

/// Of 400 runs, how many certify thresholds that break the promise, by what certifies and by the
/// plain mean.
std::pair<int, int> false_certificates(const Promise& promise, std::size_t copies) {
  const TierCosts costs({1, 3, 10});
  int shown = 0;
  int by_plain_mean = 0;
  for (std::uint64_t run = 0; run < 400; ++run) {
    const auto choosing = drawn_tiers(run, "choosing", 40, copies, promise.of_accuracy);
    const auto texts = drawn_tiers(run, "certifying", 160, copies, promise.of_accuracy);
    const auto groups = copies == 1 ? std::vector<std::int64_t>() : documents_of_five(texts.size());
    CertifyingTexts certifying(texts, groups, {&promise, 1}, 0.05);
    const TierChoice choice = choose_tiers(choosing, certifying, costs);
    shown += choice.passed > 0 && choice.thresholds != std::vector{kAcceptNothing, kAcceptNothing};
    const auto [counted, losses] = counts_at(texts, promise, std::vector{kAcceptNothing, 0.0F});
    by_plain_mean += static_cast<double>(losses) <= promise.risk * static_cast<double>(counted);
  }
  return {shown, by_plain_mean};
}

TEST(CertifyingTexts, BreakPromisesAsRarelyAsIsSaid) {
  for (const Promise& promise : {kAccuracy, kAnswers}) {
    for (const std::size_t copies : {1U, 5U}) {
      const auto [shown, by_plain_mean] = false_certificates(promise, copies);
      EXPECT_LE(shown, 33) << "20 are promised; three deviations are 13";
      EXPECT_GT(by_plain_mean, 40) << "what the plain mean would certify";
    }
  }
}

TEST(CertifyingTexts, OfGroupsLetThreeTiersPay) {
  // A tenth of the documents is lost by the first tier, which is unsure of these.
  std::vector<TieredText> texts;
  for (std::size_t text = 0; text < 2500; ++text) {
    const bool is_hard = text / 5 % 10 == 0;
    const std::int8_t lost = is_hard ? 1 : 0;
    texts.push_back(
        {.confidences = {is_hard ? 0.6F : 0.9F, 0.9F}, .losses = {lost, 0, 0}, .last_right = true});
  }
  const Promise promise{.risk = 0.05};
  for (const bool of_accuracy : {false, true}) {
    const Promise own{.risk = promise.risk, .of_accuracy = of_accuracy};
    CertifyingTexts certifying(texts, documents_of_five(2500), {&own, 1}, 0.05);
    const TierChoice choice =
        choose_tiers(std::span(texts).first(600), certifying, TierCosts({1, 3, 10}));
    ASSERT_GT(choice.passed, 0U);
    EXPECT_EQ(choice.promises[0].losses, 0);
    EXPECT_GT(choice.thresholds[0], 0.6F);
    EXPECT_LE(choice.thresholds[0], 0.9F);
    EXPECT_EQ(choice.thresholds[1], 0);
  }
}

}  // namespace
}  // namespace tango::calibrate
