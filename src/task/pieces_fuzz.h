// A fuzzer's bytes as a file gives them: piece by piece.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace tango::task {

/// What reads `data` from `begin` on, at most `piece` (> 0) bytes at a time. Refers to the data.
inline auto read_in_pieces(std::span<const std::uint8_t> data, std::size_t begin,
                           std::size_t piece) {
  return [data, piece, given = begin](std::span<char> space) mutable {
    const std::size_t count = std::min({piece, space.size(), data.size() - given});
    std::memcpy(space.data(), data.data() + given, count);
    given += count;
    return count;
  };
}

}  // namespace tango::task
