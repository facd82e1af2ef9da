#include "augment/normal_form.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "augment/english/words.h"
#include "augment/letters.h"
#include "base/random.h"
#include "base/utf8.h"
#include "text/unicode/properties.h"

namespace tango::augment {
namespace {

using base::fnv1a64;

constexpr std::uint64_t kNoWord = fnv1a64("");

constexpr std::array<std::string_view, 3> kMoreClitics{"'t", "n't", "'em"};

/// Whether `chunk` belongs to the word before it. What people, too, write as two words ("can not")
/// is joined all the same.
bool continues(std::uint64_t word, std::string_view chunk) {
  if (std::ranges::find(kClitics, chunk) != kClitics.end() ||
      std::ranges::find(kMoreClitics, chunk) != kMoreClitics.end()) {
    return true;
  }
  return std::ranges::any_of(kSplitWords, [&](const auto& split) {
    return chunk == split.second && word == fnv1a64(split.first);
  });
}

std::span<const char32_t> decomposition(const char32_t& value) {
  if (const auto parts = text::unicode::compatible_decomposition(value); !parts.empty())
    return parts;
  if (const auto parts = text::unicode::canonical_decomposition(value); !parts.empty())
    return parts;
  return {&value, 1};
}

void append_folded(char32_t value, std::string& out) {
  const auto lower = text::unicode::lowercase(value);
  for (const char32_t lowered : lower.empty() ? std::span(&value, 1) : lower) {
    for (const char32_t part : decomposition(lowered)) {
      if (part == U'\u2019' || part == U'\u2018') {
        out += '\'';
      } else if (part < 0x80 ||
                 text::unicode::has(part, text::unicode::kLetter | text::unicode::kNumber)) {
        base::append_utf8(part, out);
      } else if (!text::unicode::has(part, text::unicode::kCombiningMark)) {
        out += ' ';  // punctuation and symbols
      }
    }
  }
}

/// Lower case, without accents, with ASCII apostrophes and with spaces for other punctuation.
void fold(std::string_view chunk, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < chunk.size();) {
    if (static_cast<unsigned char>(chunk[i]) < 0x80) {
      out += to_lower(chunk[i++]);
      continue;
    }
    const base::DecodedCharacter character = base::decode_utf8(chunk, i);
    append_folded(character.value, out);
    i += character.bytes;
  }
}

void add_chunk(std::string_view chunk, NormalForm& form) {
  if (is_bracket_name(chunk)) return;
  std::uint64_t word = kNoWord;
  if (!form.words.empty() && continues(form.words.back(), chunk)) {
    word = form.words.back();
    form.words.pop_back();
  }
  for (const char c : chunk) {
    if (is_letter(c) || is_digit(c)) {
      word = fnv1a64({&c, 1}, word);
      form.letters = fnv1a64({&c, 1}, form.letters);
    } else if (c != '\'' && word != kNoWord) {
      form.words.push_back(word);
      word = kNoWord;
    }
  }
  if (word != kNoWord) form.words.push_back(word);
}

}  // namespace

void to_normal_form(std::string_view text, NormalForm& form) {
  form.words.clear();
  form.letters = kNoWord;
  std::string folded;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    fold(text.substr(begin, end - begin), folded);
    add_chunk(folded, form);
    begin = end + 1;
  }
}

}  // namespace tango::augment
