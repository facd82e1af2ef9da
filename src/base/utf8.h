// UTF-8: decoding one scalar value at a time, and repair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tango::base {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct DecodedCharacter {
  char32_t value;      ///< A scalar value; U+FFFD where `valid` is false.
  std::uint8_t bytes;  ///< How many bytes it took, at least 1.
  bool valid;
};

/// Decodes the character that starts at `position` (< text.size()). An ill-formed sequence takes
/// its maximal subpart and gives one U+FFFD (Unicode 15, section 3.9, "substitution of maximal
/// subparts": what Python's and Rust's decoders do).
[[nodiscard]] DecodedCharacter decode_utf8(std::string_view text, std::size_t position);

/// Appends the UTF-8 form of a scalar value.
void append_utf8(char32_t value, std::string& out);

/// Replaces each ill-formed sequence of `text` by U+FFFD, in place; returns how many there were.
/// Valid text is not copied.
std::size_t repair_utf8(std::string& text);

}  // namespace tango::base
