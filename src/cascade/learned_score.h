// How probable it is that a later tier would leave an answer as it is: a logistic regression on
// what is known of the answer before another tier is asked (docs/decisions/0027).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/ordered_json.h"
#include "cascade/request.h"

namespace tango::cascade {

/// In the place of a number of labels: the answer is a span.
inline constexpr std::size_t kSpanLabels = 0;

/// Of an answer with one of so many labels, or kSpanLabels.
[[nodiscard]] std::size_t num_score_features(std::size_t labels);

/// Of an answer that is one of at least two labels: its logits; for each label, whether it is the
/// answer; the margin of the largest logit, entropy, log-odds of the most probable label, logarithm
/// of the length in tokens, share of unknown tokens; and 1 or -1 as the tier before gave the same
/// answer or another (0 where there is none).
/// Of spans: log-odds of the best; its lead, the logarithm of its probability over the second's;
/// entropy of the best and the rest; the probability of those beside it that begin where it does,
/// that end where it does, and that have nothing in common with it; logarithms of its length in
/// code points and of the length in tokens; the share of unknown tokens.
/// Depends on the text alone, not on its batch.
[[nodiscard]] std::vector<double> score_features(const Answer& answer,
                                                 std::optional<int> earlier_label);

class LearnedScore {
 public:
  /// `weights`: one for each of num_score_features(labels).
  LearnedScore(double intercept, std::vector<double> weights);

  [[nodiscard]] std::size_t labels() const;
  /// In 0 … 1.
  [[nodiscard]] float confidence(std::span<const double> features) const;
  /// Whether it depends on what the tier before answered.
  [[nodiscard]] bool looks_at_earlier() const {
    return labels() != kSpanLabels && weights_.back() != 0;
  }

  friend bool operator==(const LearnedScore&, const LearnedScore&) = default;

 private:
  friend base::OrderedJson to_json(const LearnedScore& score);

  double intercept_;
  std::vector<double> weights_;
};

/// "learned_score" of a tier in cascade.json.
[[nodiscard]] base::OrderedJson to_json(const LearnedScore& score);
/// Throws kInvalidModel that begins with `where`.
[[nodiscard]] LearnedScore learned_score_of(const base::Json& json, const std::string& where);

}  // namespace tango::cascade
