#include "train/optimize/loss.h"

#include <limits>

namespace tango::train {

at::Tensor task_loss(checkpoint::ProblemType problem, const at::Tensor& logits,
                     const at::Tensor& targets) {
  switch (problem) {
    case checkpoint::ProblemType::kSingleLabelClassification:
      return at::cross_entropy_loss(logits, targets);
    case checkpoint::ProblemType::kMultiLabelClassification:
      return at::binary_cross_entropy_with_logits(logits, targets);
    case checkpoint::ProblemType::kSpan:
      return span_loss(logits, targets);
    case checkpoint::ProblemType::kRegression:
      return at::mse_loss(logits, targets);
  }
  return {};
}

at::Tensor span_loss(const at::Tensor& logits, const at::Tensor& targets) {
  const auto of = [&](std::int64_t which) {
    return at::cross_entropy_loss(logits.select(-1, which), targets.select(-1, which));
  };
  return (of(0) + of(1)) / 2;
}

at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits) {
  return at::mse_loss(logits, teacher_logits);
}

at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                     double temperature) {
  const at::Tensor student = at::log_softmax(logits / temperature, -1);
  const at::Tensor teacher = at::log_softmax(teacher_logits / temperature, -1);
  const at::Tensor divergence = (teacher.exp() * (teacher - student)).sum(-1).mean();
  return divergence * (temperature * temperature);
}

at::Tensor soft_span_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                          double temperature) {
  const at::Tensor student = at::log_softmax(logits / temperature, 1);
  const at::Tensor teacher = at::log_softmax(teacher_logits / temperature, 1);
  // Where the teacher's probability is 0, 0 * infinity has to be 0, in the backward pass, too.
  const at::Tensor nowhere = teacher == -std::numeric_limits<double>::infinity();
  const at::Tensor gap = (teacher - student).masked_fill(nowhere, 0);
  return (teacher.exp() * gap).sum(1).mean() * (temperature * temperature);
}

}  // namespace tango::train
