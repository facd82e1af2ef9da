#include "text/truncation.h"

#include <algorithm>

namespace tango::text {

std::pair<std::size_t, std::size_t> longest_first(std::size_t first, std::size_t second,
                                                  std::size_t room) {
  if (first + second <= room) return {first, second};
  std::size_t shorter = std::min(first, second);
  std::size_t longer = shorter > room ? shorter : std::max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = room / 2;
    longer = room - shorter;
  }
  return first > second ? std::pair(longer, shorter) : std::pair(shorter, longer);
}

TokenRange kept_range(std::size_t count, std::size_t kept, TruncationSide side) {
  if (kept >= count) return {0, count};
  return side == TruncationSide::kRight ? TokenRange{0, kept} : TokenRange{count - kept, count};
}

std::vector<TokenRange> make_windows(std::size_t count, std::size_t room, std::size_t stride,
                                     TruncationSide side) {
  std::vector<TokenRange> windows;
  std::size_t begin = 0;
  do {
    windows.push_back({begin, std::min(begin + room, count)});
    begin += room - stride;
  } while (windows.back().end < count);
  if (side == TruncationSide::kLeft) {
    for (TokenRange& window : windows) window = {count - window.end, count - window.begin};
  }
  return windows;
}

}  // namespace tango::text
