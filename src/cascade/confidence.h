// How sure a tier is of its answer: one number in 0 … 1 from the logits of a text.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "checkpoint/model_config.h"

namespace tango::cascade {

/// With two labels the first three rank texts alike; from three labels on they differ, and the
/// choice matters. Multi-label heads always use the least certain label's max probability.
enum class ConfidenceKind {
  kMaxProbability,  ///< max p (Mamou et al. 2022, section 3; Hendrycks and Gimpel 2017)
  kMargin,          ///< the largest p minus the second largest
  kEntropy,         ///< 1 - H(p) / log n (Xin et al. 2020 and Liu et al. 2020 use H(p))
  kEnergy,          ///< S / (S + n), S = sum of exp(logit): grows with logsumexp (Liu et al. 2020,
                    ///< "Energy-based out-of-distribution detection"), 0.5 where all logits are 0
  kLearned          ///< A score of the cascade's own (learned_score.h); max p where it has none.
};

/// "max_probability", "margin", "entropy", "energy" or "learned"; throws kUsage that lists them.
[[nodiscard]] ConfidenceKind parse_confidence_kind(std::string_view name);
[[nodiscard]] std::string_view to_string(ConfidenceKind kind);

/// Probabilities of one text's logits divided by `temperature` (> 0): softmax for a single label,
/// sigmoids for several, the logits themselves for regression.
[[nodiscard]] std::vector<float> scores_of(std::span<const float> logits,
                                           checkpoint::ProblemType problem_type, float temperature);

/// In 0 … 1; 0 if a logit is not a number, so that a broken tier defers; 1 for regression.
[[nodiscard]] float confidence_of(std::span<const float> logits, std::span<const float> scores,
                                  checkpoint::ProblemType problem_type, ConfidenceKind kind,
                                  float temperature);

/// The rule of every tier but the last: at threshold 0 a tier answers every text, at 1 none, even
/// if its confidence rounds to 1.
[[nodiscard]] constexpr bool answers(float confidence, float threshold) {
  return threshold < 1.0F && confidence >= threshold;
}

}  // namespace tango::cascade
