// ASCII shortcuts shared by the stages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tango::text {

/// Where the ASCII prefix of text[from...] ends.
inline std::size_t ascii_end(std::string_view text, std::size_t from) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  while (from + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + from, sizeof word);
    if ((word & kHighBits) != 0) break;
    from += sizeof word;
  }
  while (from < text.size() && static_cast<unsigned char>(text[from]) < 0x80) ++from;
  return from;
}

/// Where the run of non-ASCII bytes at text[from...] ends.
inline std::size_t non_ascii_end(std::string_view text, std::size_t from) {
  while (from < text.size() && static_cast<unsigned char>(text[from]) >= 0x80) ++from;
  return from;
}

}  // namespace tango::text
