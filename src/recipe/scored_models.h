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
  /// One per seed; without labelled texts, the agreement with the large model.
  std::vector<double> scores;
  /// The best seed: by its score, without labelled texts by shrunken_class_agreement.
  std::size_t taken = 0;
  evaluate::TierAnswers answers;  ///< Of the best seed.

  [[nodiscard]] double mean() const { return mean_of(scores); }
};

struct Scores {
  std::vector<std::string> labels;
  std::vector<int> truths;  ///< Empty without labelled texts, and for questions.
  std::vector<ScoredModel> models;

  /// Whether scores compare with labels.
  [[nodiscard]] bool labelled() const {
    return !truths.empty() || !models.back().answers.credits.empty();
  }
  [[nodiscard]] const ScoredModel& find(const std::string& name) const;
};

/// Throws kInvalidInput when a model's labels differ from the large one's, kUnsupported when there
/// are fewer than two, and what reading throws.
[[nodiscard]] Scores score_models(const Results& results);

}  // namespace tango::recipe
