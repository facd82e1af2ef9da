// What training makes small.
#pragma once

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"

namespace tango::train {

/// Of what the data says: cross-entropy over `targets` [texts] (int64 label ids), binary
/// cross-entropy over [texts x labels] in 0 … 1, mean squared error over [texts x outputs], or
/// span_loss, by the problem. `logits` is [texts x labels]. As `transformers` computes it.
[[nodiscard]] at::Tensor task_loss(checkpoint::ProblemType problem, const at::Tensor& logits,
                                   const at::Tensor& targets);

/// The mean of the cross-entropies of start and end: `logits` [windows x longest x 2], -infinity
/// behind a window's end; `targets` [windows x 2] tokens. `transformers` lets padding have a part
/// of the probability; here a window's loss does not depend on its batch.
[[nodiscard]] at::Tensor span_loss(const at::Tensor& logits, const at::Tensor& targets);

/// Tang et al. 2019, equation 3: mean squared error on logits.
[[nodiscard]] at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits);

/// Hinton, Vinyals, Dean 2015: temperature^2 * KL(softmax(teacher / T) || softmax(logits / T)),
/// mean over texts.
[[nodiscard]] at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                                   double temperature);

/// The same for spans, mean over starts and ends: both [windows x longest x 2], -infinity where a
/// token is no start or end.
[[nodiscard]] at::Tensor soft_span_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                                        double temperature);

}  // namespace tango::train
