#include "train/run/scoring.h"

#include <tango/error.h>

#include "task/confusion_matrix.h"
#include "train/optimize/loss.h"

namespace tango::train {
namespace {

using checkpoint::ProblemType;

Evaluation score_classes(int num_labels, task::Metric metric, const at::Tensor& logits,
                         const at::Tensor& targets) {
  const at::Tensor predicted = logits.argmax(-1).contiguous();
  task::ConfusionMatrix counts(num_labels);
  for (std::int64_t i = 0; i < targets.size(0); ++i) {
    counts.add(static_cast<int>(targets.data_ptr<std::int64_t>()[i]),
               static_cast<int>(predicted.data_ptr<std::int64_t>()[i]));
  }
  Evaluation evaluation;
  evaluation.score = value_of(metric, counts);
  evaluation.details = {{std::string(to_string(metric)), evaluation.score},
                        {"accuracy", counts.accuracy()}};
  return evaluation;
}

Evaluation score_sets(const at::Tensor& logits, const at::Tensor& targets) {
  const at::Tensor chosen = logits >= 0;
  const at::Tensor right = targets >= 0.5;
  const auto both = (chosen & right).sum().item<double>();
  const double all = chosen.sum().item<double>() + right.sum().item<double>();
  Evaluation evaluation;
  evaluation.score = all > 0 ? 2 * both / all : 0;
  evaluation.details = {{"micro_f1", evaluation.score}};
  return evaluation;
}

Evaluation score_numbers(const at::Tensor& logits, const at::Tensor& targets) {
  const at::Tensor predicted = logits.select(1, 0) - logits.select(1, 0).mean();
  const at::Tensor right = targets.select(1, 0) - targets.select(1, 0).mean();
  const double scale = (predicted.norm() * right.norm()).item<double>();
  Evaluation evaluation;
  evaluation.score = scale > 0 ? (predicted * right).sum().item<double>() / scale : 0;
  evaluation.details = {{"pearson", evaluation.score}};
  return evaluation;
}

}  // namespace

Evaluation score(const checkpoint::Labels& labels, task::Metric metric, const at::Tensor& logits,
                 const at::Tensor& targets) {
  Evaluation evaluation;
  switch (labels.problem_type) {
    case ProblemType::kSingleLabelClassification:
      evaluation = score_classes(static_cast<int>(labels.names.size()), metric, logits, targets);
      break;
    case ProblemType::kMultiLabelClassification:
      evaluation = score_sets(logits, targets);
      break;
    case ProblemType::kRegression:
      evaluation = score_numbers(logits, targets);
      break;
    case ProblemType::kSpan:
      throw Error(ErrorCode::kInternal, "score: spans are scored by score_spans");
  }
  evaluation.details["loss"] = task_loss(labels.problem_type, logits, targets).item<double>();
  return evaluation;
}

Evaluation score_likeness(const at::Tensor& logits, const at::Tensor& teacher_logits) {
  const auto error = logits_loss(logits, teacher_logits).item<double>();
  const at::Tensor same = logits.argmax(-1) == teacher_logits.argmax(-1);
  Evaluation evaluation;
  evaluation.score = -error;
  evaluation.details = {{"mse", error}, {"agreement", same.to(at::kFloat).mean().item<double>()}};
  return evaluation;
}

}  // namespace tango::train
