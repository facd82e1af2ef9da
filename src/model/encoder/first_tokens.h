// What a classification head reads: the hidden state of each text's first token.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tango::model {

/// `hidden` [tokens x width] → `first` [texts x width]; text i begins at row offsets[i].
inline void gather_first_tokens(std::span<const std::int32_t> offsets, std::ptrdiff_t width,
                                const float* hidden, float* first) {
  for (const std::int32_t begin : offsets.first(offsets.size() - 1)) {
    first = std::copy_n(hidden + begin * width, width, first);
  }
}

}  // namespace tango::model
