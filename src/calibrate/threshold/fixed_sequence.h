// For losses that need not fall as the threshold rises: against the same model in fp32, of several
// tiers.
//
// Candidates and their order come from set A; on the texts that certify, each is tested in turn
// until one fails, and the last that passed is taken: fixed-sequence testing, which needs no
// correction for many tests (Angelopoulos et al. 2021, "Learn then Test", section 3.2).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tango::calibrate {

/// How many of `count` candidates pass before the first that fails. `passes(i)`: whether the texts
/// that certify reject "candidate i breaks the promise" at the full significance.
template <typename Test>
[[nodiscard]] std::size_t fixed_sequence(std::size_t count, Test passes) {
  std::size_t passed = 0;
  while (passed < count && passes(passed)) ++passed;
  return passed;
}

/// Falling thresholds, at most `most` of them, that accept about equally many more of the
/// `confidences` each, the last all of them. NaN is left out; no threshold is 1 or more.
[[nodiscard]] std::vector<float> falling_thresholds(std::span<const float> confidences,
                                                    std::size_t most);

}  // namespace tango::calibrate
