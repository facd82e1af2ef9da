#include "augment/substitution.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "augment/english/small_tagger_test.h"

namespace tango::augment {
namespace {

/// great, good and fine are near each other, and so are film, movie and picture.
checkpoint::WordVectors two_groups() {
  checkpoint::WordVectors vectors{
      {"great", "film", "good", "movie", "fine", "picture", "is", "the"},
      tensor::Tensor(tensor::Shape{8, 2})};
  const std::vector<float> values{1, 0, 0, 1, 1, 0.1F, 0.1F, 1, 1, 0.2F, 0.2F, 1, -1, 0, 0, -1};
  std::ranges::copy(values, vectors.vectors.data());
  return vectors;
}

TEST(Substitution, PutsNeighboursInPlaceOfContentWords) {
  const SmallTagger tagger;
  Corpus corpus;
  corpus.add(tag_text("The great film is very dull.", tagger.get()), {});
  Substitution preset(corpus, *tagger, two_groups(),
                      {.replace = 0.4, .candidates = 2, .rounds = 20000, .seed = 4}, base::Team());
  EXPECT_EQ(preset.words_with_vectors(), 3) << "the, great, film";
  std::vector<TextPair> texts;
  Work work;
  while (preset.next_work(work)) preset.generate(work, texts);
  ASSERT_EQ(texts.size(), 20000U);
  std::map<std::string, double> third;
  for (const TextPair& text : texts) {
    const auto tokens = split_tokens(text.text);
    ASSERT_EQ(tokens.size(), 7U);
    EXPECT_EQ(tokens[0].text, "The");
    EXPECT_EQ(tokens[3].text, "is");
    EXPECT_EQ(tokens[5].text, "dull") << "it has no vector";
    EXPECT_EQ(text.text.back(), '.');
    third[std::string(tokens[2].text)] += 1;
  }
  ASSERT_EQ(third.size(), 3U);
  for (const auto& [word, share] :
       std::map<std::string, double>{{"film", 0.6}, {"movie", 0.2}, {"picture", 0.2}}) {
    EXPECT_NEAR(third[word], 20000 * share, 4 * std::sqrt(20000 * share * (1 - share))) << word;
  }
}

TEST(Substitution, AMaskedModelSpeaksForWordsOfOneToken) {
  const SmallTagger tagger;
  Corpus corpus;
  corpus.add(tag_text("The great film is very dull.", tagger.get()), {});
  corpus.add(tag_text("Great films.", tagger.get()), {});
  const std::filesystem::path model =
      std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden/tiny-masked-bert";
  const auto made = [&](const SubstitutionOptions& options) {
    checkpoint::WordVectors vectors = two_groups();
    vectors.words[5] = "films";  // which is two tokens: its neighbours are film and movie
    Substitution preset(corpus, *tagger, std::move(vectors), options, base::Team());
    std::vector<TextPair> texts;
    Work work;
    while (preset.next_work(work)) preset.generate(work, texts);
    std::map<std::string, std::set<std::string>> others;  // of the word at a place
    for (const TextPair& text : texts) {
      const auto tokens = split_tokens(text.text);
      if (tokens.size() == 7) others["film"].emplace(tokens[2].text);
      if (tokens.size() == 3) others["films"].emplace(tokens[1].text);
    }
    return others;
  };
  SubstitutionOptions options{.replace = 0.5, .candidates = 2, .rounds = 2000, .seed = 4};
  EXPECT_EQ(made(options)["film"], (std::set<std::string>{"film", "movie", "films"}));
  options.masked_model = model;
  options.precision = kernel::Precision::kFloat32;
  auto others = made(options);
  EXPECT_EQ(others["films"], (std::set<std::string>{"films", "film", "movie"}));
  std::vector<std::string> words{"great", "film", "good", "movie", "fine",
                                 "films", "is",   "dull", "the",   "very"};
  const MaskedWords guessing(model, options.precision, words, 3);
  std::set<std::string> expected;
  const auto guessed =
      guessing.candidates(std::vector<std::string>{"The great [MASK] is very dull."});
  for (const std::string_view word : guessed.front()) {
    if (word != "film" && expected.size() < 2) expected.emplace(word);
  }
  expected.insert("film");
  EXPECT_EQ(others["film"], expected);
}

}  // namespace
}  // namespace tango::augment
