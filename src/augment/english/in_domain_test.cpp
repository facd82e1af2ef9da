#include "augment/english/in_domain.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "augment/english/phrases.h"
#include "augment/english/small_tagger_test.h"
#include "augment/string_reader_test.h"
#include "base/expect_error_test.h"

namespace tango::augment {
namespace {

std::vector<std::string> made_from(const std::string& content, const EnglishTagger* tagger,
                                   const InDomainOptions& options, std::string_view held_out = "") {
  const auto reader = reader_of(content, task::InputFormat::kText);
  Guard guard{GuardOptions{}};
  guard.add(held_out, 0);
  guard.seal();
  InDomain preset(*reader, guard, tagger, options);
  std::vector<TextPair> texts;
  Work work;
  while (preset.next_work(work)) preset.generate(work, texts);
  std::vector<std::string> plain;
  for (TextPair& text : texts) {
    EXPECT_EQ(text.pair, "");
    plain.push_back(std::move(text.text));
  }
  return plain;
}

using Texts = std::vector<std::string>;

TEST(InDomain, GivesTheSentencesOfReviews) {
  EXPECT_EQ(made_from("The film is dull.<br /><br />It isn't \"good\" &amp; great!\nNo. A plot\n",
                      nullptr, {.phrases = 0}),
            (Texts{"The film is dull.", "It isn't \"good\" & great!", "A plot"}));
  EXPECT_EQ(made_from("The film isn't \"good\".", nullptr, {.phrases = 0, .treebank = true}),
            (Texts{"the film is n't `` good '' ."}));
}

TEST(InDomain, FiltersByWords) {
  EXPECT_EQ(made_from("One two. One two three. One two three four. One, two, three, four, five.\n"
                      "10/10 *** 7 8 9 -- 3\nSee http://a.b now please\n",
                      nullptr, {.min_words = 3, .max_words = 4, .phrases = 0}),
            (Texts{"One two three.", "One two three four."}));
}

TEST(InDomain, PhrasesBeginAndEndWhereTheyMay) {
  const SmallTagger tagger;
  std::string lines;
  for (int i = 0; i < 400; ++i) {
    lines += "the great film is very dull , in the plot of a good actor .\n";
  }
  const Texts phrases = made_from(lines, tagger.get(), {.min_words = 2, .phrases = 1});
  ASSERT_EQ(phrases.size(), 400U);
  const std::set<std::string> found(phrases.begin(), phrases.end());
  for (const char* phrase : {"is very dull", "the great film is very dull", "in the plot",
                             "the plot of a good actor", "of a good actor", "a good actor"}) {
    EXPECT_TRUE(found.contains(phrase)) << phrase;
  }
  for (const char* none : {"the great", "film is", "great film is very", "the plot of", "plot of a",
                           "dull , in", "actor ."}) {
    EXPECT_FALSE(found.contains(none)) << none;
  }
  // One of them in quotes is left whole or not taken at all.
  for (const std::string& phrase :
       made_from("in the `` plot of the film '' it runs\n", tagger.get(), {.phrases = 1})) {
    EXPECT_EQ(phrase.find("``") == std::string::npos, phrase.find("''") == std::string::npos);
  }
}

TEST(InDomain, AShareOfTheSentencesIsCut) {
  const SmallTagger tagger;
  std::string lines;
  for (int i = 0; i < 4000; ++i) lines += "the great film is very dull , in the plot of it .\n";
  const Texts texts = made_from(lines, tagger.get(), {.phrases = 0.25, .seed = 2});
  ASSERT_EQ(texts.size(), 4000U);
  const auto whole = static_cast<double>(std::ranges::count_if(
      texts, [](const std::string& text) { return text.ends_with("of it ."); }));
  EXPECT_NEAR(whole, 3000, 4 * 27.4);
}

TEST(InDomain, NoPhraseIsCutFromAHeldOutSentence) {
  const SmallTagger tagger;
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += "the great film is very dull , in the plot of it .\n";
  for (const std::string& text :
       made_from(lines, tagger.get(), {.phrases = 1}, "The great film is very dull in its plot")) {
    EXPECT_EQ(text, "the great film is very dull , in the plot of it .");
  }
}

TEST(InDomain, PairsAreRefused) {
  const auto reader = reader_of("text\ttext_pair\na b\tc d\n", task::InputFormat::kTsv);
  const Guard guard{GuardOptions{}};
  InDomain preset(*reader, guard, nullptr, {.phrases = 0});
  Work work;
  base::expect_error(ErrorCode::kUnsupported, {"pair", "second texts"},
                     [&] { (void)preset.next_work(work); });
}

}  // namespace
}  // namespace tango::augment
