// How good the logits of a model are.
#pragma once

#include <string>

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"
#include "task/metric.h"
#include "train/run/trainer.h"

namespace tango::train {

/// `logits` [texts x labels] against `targets` (as task_loss takes them). Classification: the score
/// is `metric`, with the accuracy beside it. Multi-label: F1 over all decisions at probability
/// 0.5 (micro). Regression: Pearson's correlation of the first output. All have "loss".
[[nodiscard]] Evaluation score(const checkpoint::Labels& labels, task::Metric metric,
                               const at::Tensor& logits, const at::Tensor& targets);

/// How close a student's logits are to its teacher's: the score is the negative mean squared error,
/// "agreement" the share of texts with the same most probable label.
[[nodiscard]] Evaluation score_likeness(const at::Tensor& logits, const at::Tensor& teacher_logits);

}  // namespace tango::train
