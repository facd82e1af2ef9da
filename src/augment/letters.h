// What the parts of this floor take for letters, and small changes of case.
#pragma once

#include <string>
#include <string_view>

namespace tango::augment {

[[nodiscard]] constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Of any alphabet: every byte of a character beyond ASCII counts as one of a letter.
[[nodiscard]] constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Whether it is one of a treebank's names for brackets: "-lrb-", "-RRB-".
[[nodiscard]] bool is_bracket_name(std::string_view token);

/// Whether it holds a letter or a digit: not punctuation alone, and no bracket's name.
[[nodiscard]] bool is_word(std::string_view token);

/// Whether it is letters alone, none of them an ASCII capital.
[[nodiscard]] bool is_plain_word(std::string_view token);

/// Lower case in every alphabet (Python's str.lower() but for the final sigma).
[[nodiscard]] std::string lower_case(std::string_view text);

/// Its first letter, if it is ASCII, in upper case.
void capitalize(std::string& word);

/// One space between words, none around them; control characters and every kind of white space
/// count as spaces. What is left holds no tab and no line end.
[[nodiscard]] std::string single_spaced(std::string_view text);

}  // namespace tango::augment
