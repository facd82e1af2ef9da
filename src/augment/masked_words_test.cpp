#include "augment/masked_words.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::augment {
namespace {

const std::filesystem::path kGoldens = std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden";
// "Film" is no plain word, "films" is two tokens, "unheard" is none of the model's.
const std::vector<std::string> kWords{"film", "good", "bad",  "Film",  "films",
                                      "dull", "fine", "film", "great", "unheard"};
const std::set<std::string_view> kCandidates{"film", "good", "bad", "dull", "fine", "great"};

MaskedWords opened(int count, kernel::Precision precision = kernel::Precision::kFloat32) {
  return {kGoldens / "tiny-masked-bert", precision, kWords, count};
}

TEST(MaskedWords, AreWholePlainWordsLikeliestFirst) {
  const MaskedWords words = opened(4);
  EXPECT_EQ(words.mask_token(), "[MASK]");
  const std::vector<std::string> texts{"the film is [MASK] .", "a [MASK] movie"};
  const auto found = words.candidates(texts);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0], found[1]) << "the text has its say";
  for (const auto& candidates : found) {
    ASSERT_EQ(candidates.size(), 4U);
    const std::set<std::string_view> distinct(candidates.begin(), candidates.end());
    EXPECT_EQ(distinct.size(), 4U);
    EXPECT_TRUE(std::ranges::includes(kCandidates, distinct));
  }
  // Fewer are the first of more.
  const MaskedWords two = opened(2);
  EXPECT_TRUE(std::ranges::equal(two.candidates(texts)[0], std::span(found[0]).first(2)));
}

TEST(MaskedWords, AreThoseOfTheModelsLogits) {
  const MaskedWords words = opened(100);
  const checkpoint::Checkpoint checkpoint =
      checkpoint::open_checkpoint(kGoldens / "tiny-masked-bert");
  const auto model = model::make_masked_language_model(checkpoint.config, *checkpoint.weights,
                                                       kernel::Precision::kFloat32);
  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  const text::Encoding encoding = tokenizer->encode("the film is [MASK] .", std::nullopt, {});
  model::PackedBatch batch;
  batch.add(encoding.ids, encoding.type_ids);
  std::vector<float> logits(static_cast<std::size_t>(model->config().vocab_size));
  model->forward(batch, std::vector<std::int32_t>{4}, *model->make_workspace(), logits, {});
  const auto logit = [&](std::string_view word) {
    return logits[static_cast<std::size_t>(tokenizer->encode(word, std::nullopt, {}).ids[1])];
  };
  const auto found = words.candidates(std::vector<std::string>{"the film is [MASK] ."})[0];
  ASSERT_EQ(found.size(), kCandidates.size());
  EXPECT_TRUE(std::ranges::is_sorted(found, std::greater<>(), logit));
}

TEST(MaskedWords, KnowsWhatIsOneToken) {
  const MaskedWords words = opened(4);
  EXPECT_TRUE(words.is_one_token("Film"));
  EXPECT_FALSE(words.is_one_token("films"));
  EXPECT_FALSE(words.is_one_token(""));
}

TEST(MaskedWords, NoneWhereTheTextIsTooLong) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "film ";
  EXPECT_TRUE(opened(4).candidates(std::vector<std::string>{text + "[MASK]"})[0].empty());
}

TEST(MaskedWords, NeedsAModelThatWasTrainedForIt) {
  EXPECT_THROW((MaskedWords(kGoldens / "tiny-bert", kernel::Precision::kFloat32, kWords, 4)),
               Error);
  EXPECT_THROW((MaskedWords(kGoldens / "tiny-bilstm", kernel::Precision::kFloat32, kWords, 4)),
               Error);
}

}  // namespace
}  // namespace tango::augment
