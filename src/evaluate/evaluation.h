// A cascade run on labelled texts, and how good its answers are.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "evaluate/labelled_texts.h"
#include "service/pipeline.h"

namespace tango::evaluate {

struct EvaluationOptions {
  service::PipelineOptions pipeline;
  std::optional<int> tier;  ///< Answers every text that pins none itself (1 = cheapest).
  /// An object whose members the results repeat behind the scores, such as "model" and "input".
  base::OrderedJson about = base::OrderedJson::object();
  /// Called with each answer, in order, on a worker thread; may be null.
  std::function<void(const cascade::Answer&)> on_answer;
};

struct Evaluation {
  /// What to_json of the score holds (ClassificationScore, LabelSetScore, NumberScore,
  /// QuestionAnsweringScore); `about`;
  /// "seconds", "texts_per_s", "truncated" (texts), "repaired_utf8" and, for a tier that was
  /// pinned, "pinned_tier".
  base::OrderedJson json;
  std::string table;   ///< For people: a line per tier, and one for all.
  double seconds = 0;  ///< Of the run.
};

/// The answers, in the texts' order. Throws as service::Pipeline does.
[[nodiscard]] std::vector<cascade::Answer> answer_texts(const cascade::Cascade& cascade,
                                                        const LabelledTexts& texts,
                                                        const EvaluationOptions& options);

/// Answers and scores every text. The cascade fits the texts (read_labelled).
/// Throws as service::Pipeline does.
[[nodiscard]] Evaluation evaluate_texts(const cascade::Cascade& cascade, const LabelledTexts& texts,
                                        const EvaluationOptions& options);

}  // namespace tango::evaluate
