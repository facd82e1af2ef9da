#include "augment/letters.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "text/unicode/properties.h"

namespace tango::augment {
namespace {

constexpr std::array<std::string_view, 6> kBracketNames{"lrb", "rrb", "lsb", "rsb", "lcb", "rcb"};

constexpr bool is_ascii_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

bool is_bracket_name(std::string_view token) {
  return token.size() == 5 && token.front() == '-' && token.back() == '-' &&
         std::ranges::any_of(kBracketNames, [token](std::string_view name) {
           return std::ranges::equal(token.substr(1, 3), name, {}, to_lower);
         });
}

bool is_word(std::string_view token) {
  if (is_bracket_name(token)) return false;
  for (std::size_t i = 0; i < token.size();) {
    const char c = token[i];
    if (is_upper(c) || is_lower(c) || is_digit(c)) return true;
    const base::DecodedCharacter character = base::decode_utf8(token, i);
    if (character.value >= 0x80 && text::unicode::has(character.value, text::unicode::kWord)) {
      return true;
    }
    i += character.bytes;
  }
  return false;
}

bool is_plain_word(std::string_view token) {
  return !token.empty() &&
         std::ranges::all_of(token, [](char c) { return is_letter(c) && !is_upper(c); });
}

std::string lower_case(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      lowered += to_lower(text[i++]);
      continue;
    }
    const base::DecodedCharacter character = base::decode_utf8(text, i);
    const auto lower = text::unicode::lowercase(character.value);
    if (lower.empty()) {
      base::append_utf8(character.value, lowered);
    } else {
      for (const char32_t value : lower) base::append_utf8(value, lowered);
    }
    i += character.bytes;
  }
  return lowered;
}

void capitalize(std::string& word) {
  if (!word.empty() && is_lower(word.front())) {
    word.front() = static_cast<char>(word.front() - ('a' - 'A'));
  }
}

std::string single_spaced(std::string_view text) {
  std::string spaced;
  spaced.reserve(text.size());
  bool gap = false;
  const auto add = [&](std::string_view bytes) {
    if (gap && !spaced.empty()) spaced += ' ';
    gap = false;
    spaced += bytes;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      if (text[i] == ' ' || is_ascii_control(text[i])) {
        gap = true;
      } else {
        add(text.substr(i, 1));
      }
      ++i;
      continue;
    }
    const base::DecodedCharacter character = base::decode_utf8(text, i);
    if (text::unicode::has(character.value,
                           text::unicode::kWhitespace | text::unicode::kCleanRemoved)) {
      gap = true;
    } else {
      add(text.substr(i, character.bytes));
    }
    i += character.bytes;
  }
  return spaced;
}

}  // namespace tango::augment
