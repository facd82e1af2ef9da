// The kind of a character, from a table for ASCII, which most text is.
#pragma once

#include <array>
#include <cstddef>

namespace tango::text {

/// kind_of(character) of each of the 128, made once.
template <auto kind_of>
[[nodiscard]] const auto& ascii_table() {
  static const auto table = [] {
    std::array<decltype(kind_of(U'\0')), 128> made{};
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = kind_of(static_cast<char32_t>(i));
    return made;
  }();
  return table;
}

}  // namespace tango::text
