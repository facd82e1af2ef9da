// Thresholds for losses that need not fall as the threshold rises: signed losses of labelled texts,
// losses against the same model in fp32, several tiers.
//
// Candidates and their order come from set A; on the texts that certify, each is tested in turn
// until one fails, and the last that passed is taken: fixed-sequence testing, which needs no
// correction for many tests (Angelopoulos et al. 2021, "Learn then Test", section 3.2).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "calibrate/bound/paired.h"

namespace tango::calibrate {

/// So many thresholds of labelled texts are tested at most.
inline constexpr std::size_t kMostCandidates = 100;

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

struct LabelledText {
  float confidence = 0;  ///< Of the cheap tier; NaN: never accepted.
  bool cheap_right = false;
  bool last_right = false;
};

struct LabelledChoice {
  float threshold;      ///< kAcceptNothing where no candidate passed: it needs no test.
  PairedCounts counts;  ///< Of the certifying texts, at the threshold.
};

/// E[right(cascade) - keep · right(last tier)] >= 0 at the threshold, with probability
/// 1 - significance over the draw of `certifying`. `choosing` (set A): grid and order. Every text
/// must be independent of the others.
[[nodiscard]] LabelledChoice choose_labelled_threshold(std::span<const LabelledText> choosing,
                                                       std::span<const LabelledText> certifying,
                                                       double keep, double significance);
/// The same by a test that may be used again.
[[nodiscard]] LabelledChoice choose_labelled_threshold(std::span<const LabelledText> choosing,
                                                       std::span<const LabelledText> certifying,
                                                       PairedTest& test);

}  // namespace tango::calibrate
