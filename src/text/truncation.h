// Which tokens stay when there are too many.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tango::text {

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

/// Windows of at most `room` tokens over `count`, neighbours sharing `stride` (< room). At least
/// one.
[[nodiscard]] std::vector<TokenRange> make_windows(std::size_t count, std::size_t room,
                                                   std::size_t stride);

}  // namespace tango::text
