// Long texts that a tier runs a batch of windows at a time.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cascade/exit_tiers_test.h"
#include "cascade/hidden_state.h"
#include "cascade/question_answering_tier_test.h"

namespace tango::cascade {
namespace {

struct Steps {
  TierOutput output;
  int runs = 0;
};

/// A batch of windows at a time, each beside a short text.
Steps run_in_steps(const Tier& tier, const EncodedText& encoded, const TextState* state,
                   int batch_tokens) {
  const auto workspace = tier.model().make_workspace();
  const EncodedText neighbour(encoded.begin(), encoded.begin() + 1);
  Progress progress;
  Steps steps;
  do {
    Progress of_neighbour;
    const TierText texts[] = {{&neighbour, nullptr, &of_neighbour}, {&encoded, state, &progress}};
    steps.output = tier.go_on(texts, batch_tokens, *workspace, {}, true);
    EXPECT_FALSE(of_neighbour.more);
    ++steps.runs;
  } while (progress.more);
  return steps;
}

void expect_the_same(const Tier& tier, const EncodedText& encoded,
                     const TextState* state = nullptr) {
  const auto workspace = tier.model().make_workspace();
  const TierText whole{&encoded, state};
  const TierOutput expected = tier.go_on({&whole, 1}, 4096, *workspace, {}, true);
  for (const int batch_tokens : {1, 40, 1000}) {
    const Steps steps = run_in_steps(tier, encoded, state, batch_tokens);
    EXPECT_EQ(std::vector(steps.output.logits.of(1).begin(), steps.output.logits.of(1).end()),
              expected.logits.values)
        << batch_tokens;
    EXPECT_EQ(steps.runs == 1, batch_tokens == 1000);
    if (expected.states.empty()) continue;
    EXPECT_EQ(dynamic_cast<const HiddenState&>(*steps.output.states[1]).rows,
              dynamic_cast<const HiddenState&>(*expected.states[0]).rows);
  }
}

TEST(Progress, GivesTheBitsOfAllWindowsAtOnce) {
  const Cascade cascade =
      make_exit_cascade({0.9F, 0.9F}, model::Precision::kFloat32, LongText::kWindow, 16);
  const EncodedText encoded = cascade.tier(0).encode({.text = std::string(150, 'a') + "bcde"});
  expect_the_same(cascade.tier(0), encoded);
  const auto workspace = cascade.tier(0).model().make_workspace();
  const TierText whole{&encoded, nullptr};
  const TierOutput first = cascade.tier(0).go_on({&whole, 1}, 4096, *workspace, {}, true);
  expect_the_same(cascade.tier(1), encoded, first.states[0].get());
}

TEST(Progress, GivesEachTokensLogitsOfAQuestion) {
  const Tier tier = question_answering_tier(3, 24);
  std::string context;
  for (int i = 0; i < 40; ++i) context += "a film of " + std::to_string(i) + " words. ";
  expect_the_same(tier, tier.encode({.text = "what ?", .pair = context}));
}

}  // namespace
}  // namespace tango::cascade
