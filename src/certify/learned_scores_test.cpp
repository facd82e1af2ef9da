#include "certify/learned_scores.h"

#include <numeric>

#include <gtest/gtest.h>

#include "base/random.h"
#include "certify/evidence.h"
#include "certify/parts.h"

namespace tango::certify {
namespace {

constexpr std::size_t kTexts = 3000;

/// Answers differ where the length is large, of which the confidence knows nothing.
struct Drawn {
  Sample sample;
  TierOutputs outputs;
};

Drawn draw() {
  const base::RandomStream random(3, "learned scores");
  Drawn drawn;
  drawn.sample.texts.resize(kTexts);
  drawn.sample.rows.resize(kTexts);
  std::iota(drawn.sample.rows.begin(), drawn.sample.rows.end(), std::size_t{0});
  drawn.sample.groups.assign(drawn.sample.rows.begin(), drawn.sample.rows.end());
  TierOutputs& outputs = drawn.outputs;
  outputs.confidences.resize(2);
  outputs.answers.resize(2);
  outputs.seconds = {0.1, 1};
  outputs.features.assign(2, {.features = cascade::num_score_features(2), .values = {}});
  for (std::size_t text = 0; text < kTexts; ++text) {
    cascade::Answer answer;
    answer.logits = {0, 2 + random.signed_unit(3 * text)};
    answer.label = 1;
    answer.tokens = static_cast<int>(random.below(3 * text + 1, 100));
    const bool differs = answer.tokens > 80 && random.below(3 * text + 2, 4) == 0;
    outputs.confidences[0].push_back(0.9F + 0.05F * random.signed_unit(3 * text));
    outputs.confidences[1].push_back(1);
    outputs.answers[0].push_back(1);
    outputs.answers[1].push_back(differs ? 0 : 1);
    for (calibrate::FeatureTable& table : outputs.features) {
      const std::vector<double> own = cascade::score_features(answer, {});
      table.values.insert(table.values.end(), own.begin(), own.end());
    }
  }
  return drawn;
}

TEST(LearnScores, ATextsLengthCanTellMoreThanItsConfidence) {
  Drawn drawn = draw();
  const Evidence plain = certify(drawn.sample, drawn.outputs, {.keep = 0.98}, {"no", "yes"});
  const Promise promise{.keep = 0.98, .learned = true};
  const LearnedScores learned = learn_scores(drawn.sample, promise, drawn.outputs);
  ASSERT_TRUE(learned.any());
  EXPECT_NE(learned.remarks.at(0).find("is used"), std::string::npos) << learned.remarks[0];
  for (std::size_t text = 0; text < 10; ++text) {
    EXPECT_EQ(drawn.outputs.confidences[0][text],
              learned.scores[0]->confidence(drawn.outputs.features[0].of(text)));
  }
  const Evidence evidence = certify(drawn.sample, drawn.outputs, promise, {"no", "yes"});
  EXPECT_LT(evidence.answered[1], plain.answered[1] - 0.1);
  EXPECT_EQ(evidence.texts + evidence.choosing, static_cast<std::int64_t>(kTexts));
  EXPECT_NEAR(static_cast<double>(evidence.choosing), 0.2 * kTexts, 0.03 * kTexts);
}

TEST(LearnScores, OnlySetAIsLookedAt) {
  Drawn drawn = draw();
  Drawn other = drawn;
  const std::vector<bool> chooses = choosing_rows(drawn.sample);
  for (std::size_t text = 0; text < kTexts; ++text) {
    if (!chooses[text]) other.outputs.answers[1][text] = text % 2;
  }
  const Promise promise{.keep = 0.98, .learned = true};
  const auto one = learn_scores(drawn.sample, promise, drawn.outputs);
  const auto two = learn_scores(other.sample, promise, other.outputs);
  EXPECT_EQ(one.scores, two.scores);
  for (std::size_t text = 0; text < kTexts; ++text) {
    const bool is_held_out = drawn.outputs.held_out[0][text] != drawn.outputs.confidences[0][text];
    EXPECT_TRUE(chooses[text] || !is_held_out);
  }
}

TEST(LearnScores, AScoreThatDoesNotPayIsLeftOut) {
  Drawn drawn = draw();
  for (std::size_t text = 0; text < kTexts; ++text) {
    drawn.outputs.confidences[0][text] = drawn.outputs.differs(0, text) ? 0.1F : 0.9F;
  }
  const TierOutputs before = drawn.outputs;
  const LearnedScores learned =
      learn_scores(drawn.sample, {.keep = 0.98, .learned = true}, drawn.outputs);
  EXPECT_FALSE(learned.any());
  EXPECT_EQ(drawn.outputs.confidences, before.confidences);
  EXPECT_NE(learned.remarks.at(0).find("is not used"), std::string::npos);
}

}  // namespace
}  // namespace tango::certify
