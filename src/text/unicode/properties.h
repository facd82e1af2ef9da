// How PyPI `tokenizers` classifies each character. Its parts use different Unicode versions, so
// there are several kinds of white space and of digits here, each named after its user.
#pragma once

#include <cstdint>
#include <span>

namespace tango::text::unicode {

enum Property : std::uint32_t {
  kCleanRemoved = 1U << 0U,     ///< BertNormalizer's clean_text drops it.
  kCleanSpace = 1U << 1U,       ///< clean_text makes it a space.
  kWhitespace = 1U << 2U,       ///< White space of WhitespaceSplit, BertPreTokenizer and Strip.
  kPunctuation = 1U << 3U,      ///< Punctuation of BertPreTokenizer and Punctuation.
  kNumeric = 1U << 4U,          ///< Digits.
  kWord = 1U << 5U,             ///< \w of Whitespace and of added tokens.
  kRegexSpace = 1U << 6U,       ///< \s of Whitespace and of added tokens.
  kLetter = 1U << 7U,           ///< \p{L} of ByteLevel.
  kNumber = 1U << 8U,           ///< \p{N} of ByteLevel.
  kPatternSpace = 1U << 9U,     ///< \s of ByteLevel and of Replace.
  kNonspacingMark = 1U << 10U,  ///< BertNormalizer's strip_accents drops it.
  kCombiningMark = 1U << 11U,   ///< StripAccents drops it.
  kChinese = 1U << 12U,         ///< handle_chinese_chars sets spaces around it.
  kLowercases = 1U << 13U,      ///< lowercase() differs.
  kDecomposes = 1U << 14U,      ///< canonical_decomposition() is not empty.
  kCompatible = 1U << 15U,      ///< compatible_decomposition() is not empty.
  kCased = 1U << 16U,           ///< Python's str.lower(): a letter that decides about final sigma.
  kCaseIgnorable = 1U << 17U,   ///< Python's str.lower(): looked through for that.
};

/// The Property bits of a scalar value.
[[nodiscard]] std::uint32_t properties(char32_t value);

[[nodiscard]] inline bool has(char32_t value, std::uint32_t any_of) {
  return (properties(value) & any_of) != 0;
}

/// Canonical combining class; 0 for starters.
[[nodiscard]] std::uint8_t combining_class(char32_t value);

/// Full decompositions; empty where there is none. Hangul syllables are not in them.
[[nodiscard]] std::span<const char32_t> canonical_decomposition(char32_t value);
[[nodiscard]] std::span<const char32_t> compatible_decomposition(char32_t value);

/// The lower case where it differs, else empty.
[[nodiscard]] std::span<const char32_t> lowercase(char32_t value);

/// The primary composite of two characters, Hangul included; 0 when there is none.
[[nodiscard]] char32_t compose(char32_t first, char32_t second);

}  // namespace tango::text::unicode
