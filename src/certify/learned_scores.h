// Learned scores of a cascade's tiers, from the part of a sample that certifies nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cascade/learned_score.h"
#include "certify/promise.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

struct LearnedScores {
  std::vector<std::optional<cascade::LearnedScore>> scores;  ///< One per tier but the last.
  std::vector<std::string> remarks;  ///< A sentence per tier: what its score is worth.
  std::string texts;                 ///< learned_texts of set A.

  /// Whether a tier has one.
  [[nodiscard]] bool any() const;
};

/// Fits a score for each tier but the last on set A of the sample, and keeps it where
/// cross-validation there says that it pays. The confidences of `outputs` become those of the kept
/// scores; held out, the texts of set A have those of scores that have not seen them.
/// Precondition: outputs with features.
[[nodiscard]] LearnedScores learn_scores(const Sample& sample, const Promise& promise,
                                         TierOutputs& outputs);

}  // namespace tango::certify
