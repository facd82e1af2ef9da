// Words as text: what the goldens' checksums don't show.
#include "text/pre_tokenizer/split.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "text/pattern/load_pattern.h"
#include "text/pattern/regular_expression.h"
#include "text/pattern/word_patterns.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"

namespace tango::text {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view pre_tokenizer, std::string_view text) {
  const auto stage =
      load_pre_tokenizer(base::Json::parse(pre_tokenizer), WordBytes::kCharacters, "FILE");
  NormalizedText normalized;
  normalized.append_unchanged(text, 0);
  std::vector<Span> spans{{0, static_cast<std::uint32_t>(text.size())}};
  stage->split(normalized, spans);
  Words words;
  for (const Span span : spans) {
    words.push_back(normalized.text.substr(span.begin, span.end - span.begin));
  }
  return words;
}

Words split(std::string_view regex, const char* behavior, bool invert, std::string_view text) {
  const base::Json json = {{"type", "Split"},
                           {"pattern", {{"Regex", regex}}},
                           {"behavior", behavior},
                           {"invert", invert}};
  return words_of(json.dump(), text);
}

TEST(Split, HasFiveBehaviours) {
  constexpr std::string_view kText = "a--b-";
  EXPECT_EQ(split("-", "Removed", false, kText), (Words{"a", "b"}));
  EXPECT_EQ(split("-", "Isolated", false, kText), (Words{"a", "-", "-", "b", "-"}));
  EXPECT_EQ(split("-", "MergedWithPrevious", false, kText), (Words{"a-", "-", "b-"}));
  EXPECT_EQ(split("-", "MergedWithNext", false, kText), (Words{"a", "-", "-b", "-"}));
  EXPECT_EQ(split("-", "Contiguous", false, kText), (Words{"a", "--", "b", "-"}));
  EXPECT_EQ(split("-", "Removed", true, kText), (Words{"-", "-", "-"}));
  EXPECT_EQ(split("(?=b)", "Isolated", false, kText), (Words{"a--", "b-"}));
}

TEST(Split, EachPartIsATextOfItsOwn) {
  const char* sequence = R"({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
      {"type": "Split", "pattern": {"Regex": "^a|(?<= )b"}, "behavior": "Isolated",
       "invert": false}]})";
  EXPECT_EQ(words_of(sequence, "ab ab bb"), (Words{"a", "b", "a", "b", "bb"}));
}

TEST(Metaspace, PrependsByItsScheme) {
  const auto metaspace = [](const char* scheme, bool splits, std::string_view text) {
    const base::Json json = {
        {"type", "Metaspace"}, {"replacement", "_"}, {"prepend_scheme", scheme}, {"split", splits}};
    const base::Json sequence = {
        {"type", "Sequence"},
        {"pretokenizers", {base::Json{{"type", "Digits"}, {"individual_digits", true}}, json}}};
    return words_of(sequence.dump(), text);
  };
  EXPECT_EQ(metaspace("always", true, "a b1c"), (Words{"_a", "_b", "_1", "_c"}));
  EXPECT_EQ(metaspace("first", true, "a b1c"), (Words{"_a", "_b", "1", "c"}));
  EXPECT_EQ(metaspace("never", true, "a  b"), (Words{"a", "_", "_b"}));
  EXPECT_EQ(metaspace("always", false, " a b"), (Words{"_a_b"}));
}

TEST(KnownPatterns, AgreeWithOniguruma) {
  constexpr std::string_view kTexts[] = {
      "I'LL we'\u017Fay don't 'tis  12345 a1b22\r\n\r\n  x\n y \t\t z  ",
      "\u00E9t\u00E9 \u4E2D\u6587 \u0663\u0664\u0665\u0666 !!?\r\n\nend ...a $5 it's'", " ", "\n",
      ""};
  for (const char* digits : {"\\p{N}", "\\p{N}{1,3}", "\\p{N}+"}) {
    const std::string regex = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" +
                              std::string(digits) +
                              "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    const auto known = known_pattern(regex);
    ASSERT_NE(known, nullptr) << regex;
    for (const std::string_view text : kTexts) {
      std::vector<Span> found;
      std::vector<Span> expected;
      known->find(text, found);
      RegularExpression(regex, "FILE").find(text, expected);
      EXPECT_EQ(found, expected) << digits << ": " << text;
    }
  }
}

TEST(RegularExpression, GivesUpOnEndlessBacktracking) {
  const RegularExpression regex("(x+x+)+(?:y|z)", "FILE");
  std::vector<Span> matches;
  EXPECT_THROW(regex.find(std::string(200, 'x'), matches), Error);
  EXPECT_THROW(RegularExpression(std::string(5000, 'a'), "FILE"), Error);
  EXPECT_THROW(RegularExpression("(", "FILE"), Error);
}

TEST(RegularExpression, KnowsTheCharactersOfTokenizers) {
  // U+1FAC6 came with Unicode 16, which Debian's Oniguruma does not know
  EXPECT_EQ(split("\\p{S}", "Removed", false, "a\U0001FAC6b"), (Words{"a", "b"}));
  EXPECT_EQ(split("\\P{^So}", "Removed", false, "a\U0001FAC6b"), (Words{"a", "b"}));
  EXPECT_EQ(split("[^\\w]+", "Removed", false, "a\U00031350b c"), (Words{"a\U00031350b", "c"}));
}

}  // namespace
}  // namespace tango::text
