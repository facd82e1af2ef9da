// The losses that training minimizes.
#pragma once

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"

namespace tango::train {

/// The loss on labels, as `transformers` computes it. `logits` is [texts x labels]. By the problem:
/// cross-entropy over `targets` [texts] (int64 label ids), binary cross-entropy over [texts x
/// labels] in 0 … 1, mean squared error over [texts x outputs], or span_loss.
[[nodiscard]] at::Tensor task_loss(checkpoint::ProblemType problem, const at::Tensor& logits,
                                   const at::Tensor& targets);

/// The mean of the cross-entropies of start and end. `logits` is [windows x longest x 2], -infinity
/// after the end of a window; `targets` is [windows x 2] tokens. In `transformers` padding gets a
/// part of the probability; here a window's loss does not depend on its batch.
[[nodiscard]] at::Tensor span_loss(const at::Tensor& logits, const at::Tensor& targets);

/// Tang et al. 2019, equation 3: mean squared error on logits.
[[nodiscard]] at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits);

/// Hinton, Vinyals, Dean 2015: temperature^2 * KL(softmax(teacher / T) || softmax(logits / T)),
/// mean over texts.
[[nodiscard]] at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                                   double temperature);

/// The same for spans, the mean over starts and ends. Both are [windows x longest x 2], -infinity
/// where a token cannot be a start or an end.
[[nodiscard]] at::Tensor soft_span_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                                        double temperature);

}  // namespace tango::train
