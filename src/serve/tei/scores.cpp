#include "serve/tei/scores.h"

#include <tango/error.h>

#include "cascade/confidence.h"

namespace tango::serve::tei {

using checkpoint::ProblemType;

ScoreFunction parse_score_function(std::string_view name) {
  if (name == "none") return ScoreFunction::kNone;
  if (name == "softmax") return ScoreFunction::kSoftmax;
  if (name == "sigmoid") return ScoreFunction::kSigmoid;
  throw Error(ErrorCode::kInvalidInput,
              "\"function_to_apply\" is \"softmax\", \"sigmoid\" or \"none\"");
}

void ScoreOptions::check(ProblemType problem_type) const {
  if (!function) return;
  if (problem_type == ProblemType::kSpan) {
    throw Error(ErrorCode::kInvalidInput,
                "neither \"function_to_apply\" nor \"raw_scores\" is for a model that answers "
                "questions: the scores of its spans are probabilities");
  }
  if (problem_type == ProblemType::kRegression && *function == ScoreFunction::kSoftmax) {
    throw Error(ErrorCode::kInvalidInput,
                "\"function_to_apply\" can't be \"softmax\" for a regression, whose values exclude "
                "nothing; it can be \"sigmoid\" or \"none\"");
  }
}

std::vector<float> scores_by(const cascade::Answer& answer, ProblemType problem_type,
                             std::optional<ScoreFunction> function) {
  if (function == ScoreFunction::kNone) return answer.logits;
  const ProblemType asked =
      function == ScoreFunction::kSoftmax   ? ProblemType::kSingleLabelClassification
      : function == ScoreFunction::kSigmoid ? ProblemType::kMultiLabelClassification
                                            : problem_type;
  if (asked == problem_type) return answer.scores;
  return cascade::scores_of(answer.logits, asked, 1);
}

}  // namespace tango::serve::tei
