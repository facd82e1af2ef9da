#include "augment/tokens.h"

#include <gtest/gtest.h>

#include "augment/letters.h"

namespace tango::augment {
namespace {

std::string split(std::string_view text) {
  std::string joined;
  for (const Token& token : split_tokens(text)) {
    if (!joined.empty()) joined += token.space_before ? " " : "|";
    joined += token.text;
  }
  return joined;
}

TEST(Tokens, PunctuationComesOffWords) {
  EXPECT_EQ(split("(\"Well,\" she said...)"), "(|\"|Well|,|\" she said|...|)");
  EXPECT_EQ(split("Mr. Big, of the U.S., won't come!!"), "Mr. Big|, of the U.S.|, won't come|!!");
  EXPECT_EQ(split("it cost $5.50 (or 10%)."), "it cost $|5.50 (|or 10|%|)|.");
  EXPECT_EQ(split("a well-worn plot -- really"), "a well-worn plot -- really");
}

TEST(Tokens, TreebankTokensStayWhole) {
  for (const char* text : {"it 's n't mr. smith 's `` best '' , is it ? -- no ...",
                           "j. r. r. 1920 's -lrb- x -rrb-"}) {
    EXPECT_EQ(split(text), text);
  }
}

TEST(Tokens, WritingThemGivesTheTextBack) {
  for (const std::string text :
       {"", ".", "\"'(", "(\"Well,\" she said...)", "a  b", "caf\u00E9, \u2014 no"}) {
    const std::string spaced = single_spaced(text);
    std::string written;
    for (const Token& token : split_tokens(spaced)) {
      append_token(token.text, token.space_before, written);
    }
    EXPECT_EQ(written, spaced);
  }
}

TEST(Letters, SingleSpacedHasNoTabAndNoLineEnd) {
  EXPECT_EQ(single_spaced("\t a\r\n b\x01\u00A0\u2028c \u200D"), "a b c");
  EXPECT_EQ(single_spaced(" \n"), "");
}

TEST(Letters, WordsHaveALetterOrADigit) {
  for (const char* word : {"a", "-1", "\u00E9", "n't", "\u6F22"})
    EXPECT_TRUE(is_word(word)) << word;
  for (const char* none : {"", "...", "-lrb-", "-RRB-", "\u2014", "\u201C", "`` "})
    EXPECT_FALSE(is_word(none)) << none;
}

TEST(Letters, LowerCaseKnowsEveryAlphabet) {
  EXPECT_EQ(lower_case("Cr\u00C8ME \u0416"), "cr\u00E8me \u0436");
}

}  // namespace
}  // namespace tango::augment
