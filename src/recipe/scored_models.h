// How good the models of a build are, on the texts that thresholds are chosen on.
#pragma once

#include <string>
#include <vector>

#include "evaluate/tier_answers.h"
#include "recipe/results.h"
#include "recipe/seed_scores.h"

namespace tango::recipe {

struct ScoredModel {
  std::string name;
  std::vector<double>
      scores;             ///< One a seed. Without labelled texts: agreement with the large one.
  std::size_t taken = 0;  ///< The best seed.
  evaluate::TierAnswers answers;  ///< Of the best seed.

  [[nodiscard]] double mean() const { return mean_of(scores); }
};

struct Scores {
  std::vector<std::string> labels;
  std::vector<int> truths;  ///< Empty without labelled texts, and for questions.
  std::vector<ScoredModel> models;

  /// Whether scores are against what people said.
  [[nodiscard]] bool labelled() const {
    return !truths.empty() || !models.back().answers.credits.empty();
  }
  [[nodiscard]] const ScoredModel& find(const std::string& name) const;
};

/// Throws kInvalidInput when models have other labels than the large one, and what reading throws.
[[nodiscard]] Scores score_models(const Results& results);

}  // namespace tango::recipe
