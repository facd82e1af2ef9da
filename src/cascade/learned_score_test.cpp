#include "cascade/learned_score.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "cascade/fake_tier.h"

namespace tango::cascade {
namespace {

Answer answer_of(std::vector<float> logits, int label) {
  Answer answer;
  answer.logits = std::move(logits);
  answer.label = label;
  answer.tokens = 7;
  answer.unknown_tokens = 2;
  return answer;
}

TEST(ScoreFeatures, AreComputedByHand) {
  const std::vector<double> features = score_features(answer_of({0, 2, 0}, 1), 1);
  ASSERT_EQ(features.size(), num_score_features(3));
  const double others = 2 * std::exp(-2.0);
  const double p = 1 / (1 + others);
  const double q = std::exp(-2.0) * p;
  const std::vector<double> expected{0,
                                     2,
                                     0,
                                     0,
                                     1,
                                     0,
                                     2,
                                     -p * std::log(p) - 2 * q * std::log(q),
                                     std::log(p / (1 - p)),
                                     std::log(8.0),
                                     2.0 / 7,
                                     1};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(features[i], expected[i], 1e-12);
  EXPECT_EQ(score_features(answer_of({0, 2, 0}, 1), 0).back(), -1);
  EXPECT_EQ(score_features(answer_of({0, 2, 0}, 1), {}).back(), 0);
  for (const double feature : score_features(answer_of({-3000, 3000}, 1), {})) {
    EXPECT_TRUE(std::isfinite(feature));
  }
}

TEST(ScoreFeatures, OfSpansAreComputedByHand) {
  Answer answer;
  answer.tokens = 9;
  answer.unknown_tokens = 3;
  answer.spans = {
      {"a b", 4, 7, 0.5F}, {"a b c", 4, 9, 0.25F}, {"b", 6, 7, 0.125F}, {"z", 20, 21, 0.0625F}};
  const std::vector<double> features = score_features(answer, {});
  const double rest = 0.0625;
  const std::vector<double> expected{0,
                                     std::log(2.0),
                                     0.5 * std::log(2.0) + 0.25 * std::log(4.0) +
                                         0.125 * std::log(8.0) + 2 * rest * std::log(16.0),
                                     0.25,
                                     0.125,
                                     0.0625,
                                     std::log(4.0),
                                     std::log(10.0),
                                     1.0 / 3};
  ASSERT_EQ(features.size(), num_score_features(kSpanLabels));
  ASSERT_EQ(features.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(features[i], expected[i], 1e-7);
  answer.spans = {{"a b", 4, 7, 1.0F}};
  for (const double feature : score_features(answer, {})) EXPECT_TRUE(std::isfinite(feature));
  EXPECT_EQ(score_features({}, {}), std::vector<double>(num_score_features(kSpanLabels)));
}

TEST(LearnedScore, OfSpansIsReadAsItWasWritten) {
  std::vector<double> weights(num_score_features(kSpanLabels));
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1.0 / static_cast<double>(i + 3);
  const LearnedScore score(-0.1, weights);
  const base::Json json = base::Json::parse(to_json(score).dump());
  EXPECT_EQ(learned_score_of(json, "here"), score);
  EXPECT_EQ(score.labels(), kSpanLabels);
  EXPECT_FALSE(score.looks_at_earlier());
}

TEST(LearnedScore, IsReadAsItWasWritten) {
  std::vector<double> weights(num_score_features(2));
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1.0 / static_cast<double>(i + 3);
  const LearnedScore score(-0.1, weights);
  const base::Json json = base::Json::parse(to_json(score).dump());
  EXPECT_EQ(learned_score_of(json, "here"), score);
  EXPECT_EQ(score.labels(), 2U);
  EXPECT_EQ(learned_score_of({{"logits", {0, 0}}, {"answer", {0, 0}}}, "")
                .confidence(std::vector<double>(num_score_features(2), 1)),
            0.5F);
}

TEST(LearnedScore, ADamagedOneSaysWhatIsWrong) {
  const auto expect_fault = [](const base::Json& json, const std::string& part) {
    base::expect_error(ErrorCode::kInvalidModel, {"tier 1", part},
                       [&] { (void)learned_score_of(json, "tier 1"); });
  };
  expect_fault(3, "object");
  expect_fault({{"logits", {1, 2}}}, "\"answer\"");
  expect_fault({{"logits", {1}}, {"answer", {1, 2}}}, "\"logits\"");
  expect_fault({{"logits", {1, 2}}, {"answer", {1, 2, 3}}}, "one for each label");
  expect_fault({{"logits", {1, "2"}}, {"answer", {1, 2}}}, "numbers");
  expect_fault({{"logits", {1, 2}}, {"answer", {1, 2}}, {"margin", 1e300}}, "within");
  expect_fault({{"logits", {1, 2}}, {"answer", {1, 2}}, {"mood", 1}}, "\"mood\"");
  expect_fault({{"span", 3}}, "\"span\"");
  expect_fault({{"span", {{"mood", 1}}}}, "\"mood\"");
  expect_fault({{"span", {{"lead", 1}}}, {"logits", {1, 2}}}, "\"logits\"");
}

/// The first tier by its logits' margin, the second by whether it agrees with the first.
Cascade make_learned() {
  const auto score = [](std::size_t feature) {
    std::vector<double> weights(num_score_features(2));
    weights[feature] = 1;
    return LearnedScore(0, weights);
  };
  std::vector<Tier> tiers;
  tiers.reserve(3);
  for (int i = 0; i < 3; ++i) tiers.push_back(fake::make_tier(1));
  checkpoint::Labels labels = tiers.front().labels();
  return {std::move(tiers),
          {0.9F, 0.9F},
          std::move(labels),
          DeferralRule({score(4), score(num_score_features(2) - 1)})};
}

TEST(LearnedScore, IsTheConfidenceOfItsTier) {
  const Cascade cascade = make_learned();
  const Request request{.text = "8xx"};
  const EncodedText encoded = cascade.tier(0).encode(request);
  const std::vector<float> logits{0, 3};
  const auto sigmoid = [](double x) { return static_cast<float>(1 / (1 + std::exp(-x))); };
  const Answer first = cascade.answer(0, logits, encoded, request);
  EXPECT_EQ(first.tokens, 3);
  EXPECT_EQ(first.confidence, sigmoid(3));
  EXPECT_EQ(cascade.answer(0, logits, encoded, request, 5.0F).confidence, sigmoid(3))
      << "a temperature is of plain kinds";
  EXPECT_EQ(cascade.answer(1, logits, encoded, request, {}, 1).confidence, sigmoid(1));
  const Answer alone = cascade.answer(1, logits, encoded, request);
  EXPECT_EQ(alone.confidence, 0.5F);
  EXPECT_EQ(cascade.confidence_after(alone, 0), sigmoid(-1));
  EXPECT_EQ(cascade.answer(2, logits, encoded, request).confidence, sigmoid(3))
      << "max probability, without a score";
}

}  // namespace
}  // namespace tango::cascade
