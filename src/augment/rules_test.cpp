#include "augment/rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "augment/english/small_tagger_test.h"

namespace tango::augment {
namespace {

void add(Corpus& corpus, const Tagger* tagger, std::string_view text, std::string_view pair = "") {
  corpus.add(tag_text(text, tagger), tag_text(pair, tagger));
}

std::vector<TextPair> all_of(Preset& preset) {
  std::vector<TextPair> texts;
  Work work;
  while (preset.next_work(work)) preset.generate(work, texts);
  return texts;
}

/// Of a text whose tokens have spaces between them.
std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

/// Within four standard deviations: fails by chance in one seed of 16,000, and seeds are fixed.
void expect_rate(double times, double trials, double probability, const char* what) {
  const double deviation = std::sqrt(trials * probability * (1 - probability));
  EXPECT_NEAR(times, trials * probability, 4 * deviation) << what;
}

TEST(Rules, EachRuleHasItsRate) {
  // Words that are each alone in their class can't be replaced by another one, those of "film" can.
  const SmallTagger tagger;
  Corpus corpus;
  const std::string text = "the great film is very dull , it runs in a plot of it";
  add(corpus, tagger.get(), text);
  const std::set<std::string> own{"the", "great", "film", "is", "very", "dull", ",",
                                  "it",  "runs",  "in",   "a",  "plot", "of"};
  Rules rules(corpus, tagger.get(),
              {.mask = 0.2, .replace = 0.3, .cut = 0.25, .rounds = 40000, .seed = 3});
  double whole = 0;
  double masked = 0;
  double other_noun = 0;
  double kept_comma = 0;
  double made = 0;
  for (const TextPair& made_text : all_of(rules)) {
    ++made;
    const auto words = words_of(made_text.text);
    if (words.size() != 14) continue;
    ++whole;
    masked += static_cast<double>(std::ranges::count(words, "[MASK]"));
    other_noun += words[2] == "plot" ? 1 : 0;
    kept_comma += words[6] == "," ? 1 : 0;
    for (const std::string& word : words) {
      EXPECT_TRUE(own.contains(word) || word == "[MASK]") << word;
    }
  }
  // A cut of five words or fewer is dropped when none of its own words is left, so the whole ones
  // are counted against what was asked for.
  expect_rate(whole, 40000, 0.75, "not cut");
  expect_rate(masked, whole * 13, 0.2, "masked");
  expect_rate(other_noun, whole, 0.3 / 2, "replaced by the other noun");
  EXPECT_EQ(kept_comma, whole) << "punctuation stays";
  EXPECT_GT(made, whole);
}

TEST(Rules, CutsAreOfEveryLengthAlike) {
  Corpus corpus;
  add(corpus, nullptr, "one two three four five six seven eight nine ten");
  Rules rules(corpus, nullptr, {.mask = 0, .replace = 0, .cut = 0.5, .rounds = 20000, .seed = 5});
  std::map<std::size_t, double> lengths;
  std::map<std::string, double> first;
  for (const TextPair& text : all_of(rules)) {
    const auto words = words_of(text.text);
    lengths[words.size()] += 1;
    if (words.size() == 3) first[words[0]] += 1;
  }
  ASSERT_EQ(lengths.size(), 6U);
  expect_rate(lengths[10], 20000, 0.5, "whole");
  for (std::size_t length = 1; length <= 5; ++length) {
    expect_rate(lengths[length], 20000, 0.1, "a length");
  }
  ASSERT_EQ(first.size(), 8U) << "every place";
  for (const auto& [word, times] : first) expect_rate(times, lengths[3], 1.0 / 8, word.c_str());
}

TEST(Rules, ReplacementsFollowTheirFrequency) {
  const SmallTagger tagger;
  Corpus corpus;
  for (int i = 0; i < 9; ++i) add(corpus, tagger.get(), "the film runs");
  add(corpus, tagger.get(), "the actor is dull");
  Rules rules(corpus, tagger.get(),
              {.mask = 0, .replace = 1.0 / 3, .cut = 0, .rounds = 3000, .seed = 1});
  double replaced_by_rare = 0;
  double texts = 0;
  for (const TextPair& text : all_of(rules)) {
    if (words_of(text.text).size() != 3) continue;
    ++texts;
    replaced_by_rare += words_of(text.text)[1] == "actor" ? 1 : 0;
  }
  // Texts without an own word are dropped: (1/3)^3 of them, all with the noun drawn anew.
  const double kept = 1 - 1.0 / 27;
  expect_rate(replaced_by_rare, texts, (1.0 / 3 - 1.0 / 27) * 0.1 / kept, "one noun of ten");
}

TEST(Rules, SpacesAndCapitalsStayInPlace) {
  const SmallTagger tagger;
  Corpus corpus;
  add(corpus, tagger.get(), "Film isn't \"dull\", is it?");
  add(corpus, tagger.get(), "the plot (very good) runs");
  Rules rules(corpus, tagger.get(),
              {.mask = 0, .replace = 0.5, .cut = 0, .rounds = 300, .seed = 1});
  std::set<std::string> made;
  for (const TextPair& text : all_of(rules)) made.insert(text.text);
  EXPECT_TRUE(made.contains("Plot isn't \"dull\", is it?"));
  EXPECT_TRUE(made.contains("Plot isn't \"good\", is it?"));
  EXPECT_TRUE(made.contains("the plot (very dull) runs"));
  EXPECT_FALSE(made.contains("the Film (very good) runs")) << "its capital was the text's";
}

TEST(Rules, PairsTakeTurns) {
  const SmallTagger tagger;
  Corpus corpus;
  add(corpus, tagger.get(), "the film is very dull", "it runs in the plot");
  Rules rules(corpus, tagger.get(),
              {.mask = 0.5, .replace = 0, .cut = 0, .rounds = 300, .seed = 2});
  std::array<int, 3> first{};  // by turn: how often it changed
  std::array<int, 3> second{};
  for (std::uint64_t unit = 0; unit < 300; ++unit) {
    std::vector<TextPair> made;
    rules.generate({.begin = unit, .end = unit + 1, .texts = {}}, made);
    if (made.empty()) continue;
    first.at(unit % 3) += made[0].text != "the film is very dull" ? 1 : 0;
    second.at(unit % 3) += made[0].pair != "it runs in the plot" ? 1 : 0;
  }
  EXPECT_EQ(first[1], 0);
  EXPECT_EQ(second[0], 0);
  for (const int times : {first[0], second[1], first[2], second[2]}) EXPECT_GT(times, 60);
}

TEST(Rules, AUnitIsMadeAlikeWhateverIsMadeBeforeIt) {
  const SmallTagger tagger;
  Corpus corpus;
  for (const char* text : {"the film is dull", "a great plot", "it runs"})
    add(corpus, tagger.get(), text);
  const RuleOptions options{.rounds = 1000, .seed = 9};
  Rules rules(corpus, tagger.get(), options);
  const auto all = all_of(rules);
  std::vector<TextPair> again;
  Rules(corpus, tagger.get(), options).generate({.begin = 1500, .end = 3000, .texts = {}}, again);
  ASSERT_LT(again.size(), all.size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    ASSERT_EQ(again[i].text, all[all.size() - again.size() + i].text);
  }
  RuleOptions other = options;
  other.seed = 10;
  std::vector<TextPair> different;
  Rules(corpus, tagger.get(), other).generate({.begin = 1500, .end = 3000, .texts = {}}, different);
  std::size_t same = 0;
  for (std::size_t i = 0; i < std::min(again.size(), different.size()); ++i) {
    same += again[i].text == different[i].text ? 1 : 0;
  }
  EXPECT_LT(same, again.size() / 2);
}

}  // namespace
}  // namespace tango::augment
