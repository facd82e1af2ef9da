// Tiers that go on from where others left a text.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cascade/exit_tiers_test.h"
#include "cascade/hidden_state.h"

namespace tango::cascade {
namespace {

std::vector<EncodedText> encode_all(const Tier& tier) {
  std::vector<EncodedText> texts;
  for (int i = 1; i < 12; ++i) {
    texts.push_back(tier.encode({.text = std::string(static_cast<std::size_t>(i * 7 % 23 + 1),
                                                     static_cast<char>('a' + i))}));
  }
  return texts;
}

std::vector<TierText> with_states(const std::vector<EncodedText>& encoded,
                                  const TierOutput* before) {
  std::vector<TierText> texts;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    texts.push_back({&encoded[i], before == nullptr ? nullptr : before->states[i].get()});
  }
  return texts;
}

/// Each tier on what the one before left, in batches of `batch_tokens`; the bits of each from the
/// texts' beginning.
void expect_the_same_bits(const Cascade& cascade, int batch_tokens) {
  const std::vector<EncodedText> encoded = encode_all(cascade.tier(0));
  TierOutput before;
  for (int tier = 0; tier < cascade.num_tiers(); ++tier) {
    const Tier& one = cascade.tier(tier);
    const auto workspace = one.model().make_workspace();
    TierOutput output = one.go_on(with_states(encoded, tier == 0 ? nullptr : &before), batch_tokens,
                                  *workspace, {}, tier + 1 < cascade.num_tiers());
    const TierOutput whole = one.go_on(with_states(encoded, nullptr), 4096, *workspace, {}, false);
    EXPECT_EQ(output.logits.values, whole.logits.values) << "tier " << tier;
    EXPECT_EQ(output.logits.ends, whole.logits.ends);
    EXPECT_TRUE(whole.states.empty());
    before = std::move(output);
  }
}

TEST(ExitTiers, GoOnWithTheBitsOfTheWhole) {
  for (const model::Precision precision :
       {model::Precision::kFloat32, model::Precision::kInt8, model::Precision::kBfloat16}) {
    for (const int batch_tokens : {1, 40, 4096}) {
      expect_the_same_bits(make_exit_cascade({0.9F, 0.9F}, precision), batch_tokens);
    }
  }
}

TEST(ExitTiers, GoOnWindowByWindow) {
  const Cascade cascade =
      make_exit_cascade({0.9F, 0.9F}, model::Precision::kFloat32, LongText::kWindow, 5);
  ASSERT_GT(encode_all(cascade.tier(0)).back().size(), 1U);
  expect_the_same_bits(cascade, 12);
}

TEST(ExitTiers, TextsWithAndWithoutAStateShareABatch) {
  const Cascade cascade = make_exit_cascade({0.9F, 0.9F});
  const std::vector<EncodedText> encoded = encode_all(cascade.tier(0));
  const auto workspace = cascade.tier(0).model().make_workspace();
  const TierOutput first =
      cascade.tier(0).go_on(with_states(encoded, nullptr), 4096, *workspace, {}, true);
  std::vector<TierText> texts = with_states(encoded, &first);
  for (std::size_t i = 0; i < texts.size(); i += 2) texts[i].state = nullptr;
  HiddenState of_another_text;
  of_another_text.layers = 1;
  of_another_text.rows.resize(3);
  texts[1].state = &of_another_text;  // does not fit: the text is read from its beginning
  const Tier& last = cascade.tier(2);
  EXPECT_EQ(last.go_on(texts, 4096, *workspace, {}, false).logits.values,
            last.go_on(with_states(encoded, nullptr), 4096, *workspace, {}, false).logits.values);
}

TEST(ExitTiers, OnlyALaterPartOfTheSameModelGoesOn) {
  const Cascade cascade = make_exit_cascade({0.9F, 0.9F});
  EXPECT_TRUE(cascade.tier(1).goes_on_from(cascade.tier(0)));
  EXPECT_TRUE(cascade.tier(2).goes_on_from(cascade.tier(0)));
  EXPECT_FALSE(cascade.tier(0).goes_on_from(cascade.tier(1)));
  EXPECT_FALSE(cascade.tier(1).goes_on_from(make_exit_cascade({0.9F, 0.9F}).tier(0)));
  EXPECT_FALSE(fake::make_tier(1).goes_on_from(cascade.tier(0)));
}

}  // namespace
}  // namespace tango::cascade
