// Trains one encoder for every number of tokens that its layers may keep (Length-Adaptive
// Transformer, Kim and Cho 2021, section 3.2; Dynamic-TinyBERT, Guskin et al. 2021).
#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"
#include "train/network/network.h"

namespace tango::train {

struct LengthDropOptions {
  double drop = 0;     ///< The largest share of its tokens that a layer prunes; 0: no pruning.
  int sub_models = 2;  ///< Per step, beside the whole model: the shortest, then random ones.
};

/// The share of a text's tokens that is left after each layer when every layer prunes `drop`.
[[nodiscard]] std::vector<float> shortest_shares(int layers, double drop);

/// The same where each layer prunes a random share from 0 to `drop`.
[[nodiscard]] std::vector<float> random_shares(int layers, double drop, Pass& pass);

/// The sandwich rule with in-place distillation (Yu and Huang 2019): the mean of the whole model's
/// loss by `task`, and of the distances of every sub-model's answers from the whole model's (KL
/// divergence; mean squared error of logits for regression and sets of labels). Without a drop, the
/// loss by `task` alone. Throws kUsage for a drop with a network that is no encoder, or has
/// relative positions.
[[nodiscard]] at::Tensor sandwich_loss(const Network& network, const LengthDropOptions& options,
                                       checkpoint::ProblemType problem, const Batch& batch,
                                       Pass& pass,
                                       const std::function<at::Tensor(const at::Tensor&)>& task);

}  // namespace tango::train
