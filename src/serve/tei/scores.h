// The hub's parameters of text classification: which function makes scores, and how many are told.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/model_config.h"

namespace tango::serve::tei {

/// From logits to scores.
enum class ScoreFunction { kNone, kSoftmax, kSigmoid };

/// "none", "softmax" or "sigmoid". Throws kInvalidInput.
[[nodiscard]] ScoreFunction parse_score_function(std::string_view name);

struct ScoreOptions {
  std::optional<ScoreFunction> function;                        ///< Otherwise the model's own.
  std::size_t top_k = std::numeric_limits<std::size_t>::max();  ///< Of the most probable.

  /// Throws kInvalidInput where the function means nothing for such a model.
  void check(checkpoint::ProblemType problem_type) const;
};

/// One per label. The model's own function also divides by the temperature that it was calibrated
/// with; another one has the logits as they are.
[[nodiscard]] std::vector<float> scores_by(const cascade::Answer& answer,
                                           checkpoint::ProblemType problem_type,
                                           std::optional<ScoreFunction> function);

}  // namespace tango::serve::tei
