// The texts that a threshold is chosen from, as tiers answered them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tango::calibrate {

/// A threshold that no confidence reaches: a float softmax can equal 1, so it is above 1. Every
/// text is deferred, every loss is 0, and no test is needed for that.
inline constexpr float kAcceptNothing = 1.0000001F;

/// A text counts for every promise about every class.
inline constexpr int kEveryClass = -1;

struct ScoredText {
  float confidence = 0;  ///< Of the cheap tier, or a learned score, in 0 … 1; NaN: never accepted.
  bool differs = false;     ///< Whether the cheap tier's answer is another than the reference's.
  int reference_class = 0;  ///< What the reference answers, from 0.
  /// Texts of one group are not independent: the sentences of a document, or copies of one text.
  /// Groups are drawn independently of each other.
  std::int64_t group = 0;
};

/// At most `risk` of the texts that the reference puts into `reference_class` (or kEveryClass) get
/// another answer; texts that are deferred count, and get the reference's. In (0, 1).
struct Promise {
  double risk = 0.02;
  int reference_class = kEveryClass;
  /// Instead: texts lost less texts gained are at most `risk` of those that the last tier answers
  /// rightly. Of every class.
  bool of_accuracy = false;
};

template <typename Text>
[[nodiscard]] bool counts_for(const Text& text, const Promise& promise) {
  return promise.reference_class == kEveryClass || promise.reference_class == text.reference_class;
}

/// As cascade::answers: a threshold of 1 or more accepts nothing.
[[nodiscard]] constexpr bool accepts(float threshold, float confidence) {
  return threshold < 1.0F && confidence >= threshold;
}

/// The lowest threshold that does not accept `confidence`: between confidences nothing changes.
[[nodiscard]] inline float just_above(float confidence) {
  const float next = std::nextafter(confidence, std::numeric_limits<float>::infinity());
  return next < 1.0F ? next : kAcceptNothing;
}

/// Which texts are set A, of which scores, grids and orders may be chosen; the others certify. Each
/// group is in A with probability `share`, by a coin that depends on the seed and its number alone.
[[nodiscard]] std::vector<bool> choosing_texts(std::span<const std::int64_t> groups, double share,
                                               std::uint64_t seed);

}  // namespace tango::calibrate
