// What a tier computes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tango::cascade {

/// The logits of several texts: [labels] of each; for question answering [tokens x 2] of each
/// window, one window after the other.
struct TextLogits {
  std::vector<float> values;
  std::vector<std::size_t> ends;  ///< Where each text's logits end in `values`.

  [[nodiscard]] std::span<const float> of(std::size_t text) const {
    const std::size_t begin = text == 0 ? 0 : ends[text - 1];
    return std::span(values).subspan(begin, ends[text] - begin);
  }
};

}  // namespace tango::cascade
