// How sure the tiers of a cascade are, as it is compared with their thresholds.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "cascade/confidence.h"
#include "cascade/learned_score.h"

namespace tango::cascade {

class DeferralRule {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a rule is a kind of confidence, as a rule
  DeferralRule(ConfidenceKind kind = ConfidenceKind::kMaxProbability) : kind_(kind) {}
  /// kLearned. One per tier; a tier without a score, or beyond them, has kMaxProbability.
  explicit DeferralRule(std::vector<std::optional<LearnedScore>> scores)
      : kind_(ConfidenceKind::kLearned), scores_(std::move(scores)) {}

  [[nodiscard]] ConfidenceKind kind() const { return kind_; }
  /// Of tier `tier` (from 0); nullptr where its confidence is a plain kind.
  [[nodiscard]] const LearnedScore* score_of(int tier) const {
    const auto index = static_cast<std::size_t>(tier);
    return index < scores_.size() && scores_[index] ? &*scores_[index] : nullptr;
  }

 private:
  ConfidenceKind kind_;
  std::vector<std::optional<LearnedScore>> scores_;
};

}  // namespace tango::cascade
