// Training one encoder for every length that its texts may be cut to on the way (Length-Adaptive
// Transformer, Kim and Cho 2021, section 3.2; Dynamic-TinyBERT, Guskin et al. 2021).
#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"
#include "train/network/network.h"

namespace tango::train {

struct LengthDropOptions {
  double drop = 0;     ///< The most that a layer lets go of the tokens it gets; 0: nothing is done.
  int sub_models = 2;  ///< Of a step, beside the whole: the shortest, and others at random.
};

/// What every layer leaves of a text's tokens when each lets `drop` go.
[[nodiscard]] std::vector<float> shortest_shares(int layers, double drop);

/// Each layer lets something from 0 to `drop` go.
[[nodiscard]] std::vector<float> random_shares(int layers, double drop, Pass& pass);

/// The sandwich rule with in-place distillation (Yu and Huang 2019): `task` of the whole model's
/// logits, and of every sub-model what it lacks to the whole one's answers (KL divergence; of
/// numbers and sets of labels mean squared error of logits); their mean. Without a drop, `task` of
/// the network's logits. Throws kUsage for a drop with a network that is no encoder.
[[nodiscard]] at::Tensor sandwich_loss(const Network& network, const LengthDropOptions& options,
                                       checkpoint::ProblemType problem, const Batch& batch,
                                       Pass& pass,
                                       const std::function<at::Tensor(const at::Tensor&)>& task);

}  // namespace tango::train
