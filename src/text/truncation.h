// Which tokens stay when there are too many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tango::text {

/// Which end of a text goes first where there are too many tokens ("truncation_side").
enum class TruncationSide : std::uint8_t { kRight, kLeft };

/// A half-open range of tokens.
struct TokenRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// How many tokens of each text of a pair stay so that at most `room` (> 0) are left, by the rule
/// `longest_first` of `tokenizers`.
[[nodiscard]] std::pair<std::size_t, std::size_t> longest_first(std::size_t first,
                                                                std::size_t second,
                                                                std::size_t room);

/// The `kept` tokens of `count` that stay.
[[nodiscard]] TokenRange kept_range(std::size_t count, std::size_t kept, TruncationSide side);

/// Windows of at most `room` tokens over `count`, neighbours sharing `stride` (< room). At least
/// one. The first is at the end that `side` keeps, and the others follow from there.
[[nodiscard]] std::vector<TokenRange> make_windows(std::size_t count, std::size_t room,
                                                   std::size_t stride,
                                                   TruncationSide side = TruncationSide::kRight);

}  // namespace tango::text
