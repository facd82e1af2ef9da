// What training makes small.
#pragma once

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"

namespace tango::train {

/// Of what the data says: cross-entropy over `targets` [texts] (int64 label ids), binary
/// cross-entropy over [texts x labels] in 0 … 1, or mean squared error over [texts x outputs], by
/// the problem. `logits` is [texts x labels]. As `transformers` computes it.
[[nodiscard]] at::Tensor task_loss(checkpoint::ProblemType problem, const at::Tensor& logits,
                                   const at::Tensor& targets);

/// Tang et al. 2019, equation 3: mean squared error on logits.
[[nodiscard]] at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits);

/// Hinton, Vinyals, Dean 2015: temperature^2 * KL(softmax(teacher / T) || softmax(logits / T)),
/// mean over texts.
[[nodiscard]] at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                                   double temperature);

}  // namespace tango::train
