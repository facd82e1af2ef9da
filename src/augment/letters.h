// What counts as a letter, a word and a space here, and changes of case.
#pragma once

#include <string>
#include <string_view>

namespace tango::augment {

[[nodiscard]] constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// A letter of any alphabet: every byte of a character beyond ASCII counts as one.
[[nodiscard]] constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Whether it is the name of a bracket in the Penn Treebank: "-lrb-", "-RRB-".
[[nodiscard]] bool is_bracket_name(std::string_view token);

/// Whether it contains a letter or a digit, and is not the name of a bracket.
[[nodiscard]] bool is_word(std::string_view token);

/// Whether it consists of letters, none of them an ASCII capital.
[[nodiscard]] bool is_plain_word(std::string_view token);

/// Lower case in every alphabet: Python's str.lower() except for the final sigma.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Makes its first letter upper case, if that is ASCII.
void capitalize(std::string& word);

/// One space between words, none around them; control characters and every kind of white space
/// count as spaces. The result contains no tab and no line end.
[[nodiscard]] std::string single_spaced(std::string_view text);

}  // namespace tango::augment
