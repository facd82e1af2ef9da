#include "text/words.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tango::text {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for_each_word(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

TEST(Words, AreTheBiLstmsTokens) {
  EXPECT_EQ(words_of("It's 2 GOOD,  really"),
            (std::vector<std::string>{"it", "'", "s", "2", "good", ",", "really"}));
  EXPECT_EQ(words_of("na\xC3\xAFve"), (std::vector<std::string>{"na", "\xC3\xAF", "ve"}));
  EXPECT_TRUE(words_of(" \t").empty());
  EXPECT_TRUE(words_of("").empty());
}

TEST(Words, ReadIllFormedBytesAsReplacements) {
  EXPECT_EQ(words_of("a\xFF"), (std::vector<std::string>{"a", "\xEF\xBF\xBD"}));
}

}  // namespace
}  // namespace tango::text
