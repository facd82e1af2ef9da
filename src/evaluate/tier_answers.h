// What each tier would answer, computed once: every threshold is read off it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cascade/confidence.h"
#include "checkpoint/logits_file.h"

namespace tango::evaluate {

/// Of one tier, one element per text.
struct TierAnswers {
  std::vector<int> labels;         ///< Empty for question answering.
  std::vector<float> confidences;  ///< In 0 … 1.
  std::vector<double> credits;     ///< F1 of each answer to a question; else empty.
};

/// The most probable label of each text, the first of equals, as a cascade's answers have it.
/// `logits`: [texts x labels].
[[nodiscard]] TierAnswers answers_of(std::span<const float> logits, std::size_t labels,
                                     cascade::ConfidenceKind kind, float temperature = 1);
[[nodiscard]] TierAnswers answers_of(const checkpoint::LogitsFile& file,
                                     cascade::ConfidenceKind kind, float temperature = 1);

}  // namespace tango::evaluate
