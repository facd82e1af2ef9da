// AdamW, with one pass over memory per parameter.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "train/network/parameters.h"

namespace tango::train {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  /// Decoupled, and only of matrices: biases and LayerNorms are never decayed, as in BERT.
  double weight_decay = 0.01;
};

/// Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2, as
/// torch.optim.AdamW computes it.
class AdamW {
 public:
  AdamW(std::vector<Parameter> parameters, const AdamWOptions& options);

  /// Scales the gradients so that their joint norm is at most `most` (0: no limit). Returns the
  /// norm before scaling, which is not finite if a gradient is not.
  double clip_gradients(double most);

  /// Updates the parameters by the gradients that they hold, and clears those. Parameters without a
  /// gradient stay.
  void step(double learning_rate);

  [[nodiscard]] std::int64_t steps() const { return steps_; }

  /// What a state file has to hold beside `steps`: the parameters, and their moments "m.NAME" and
  /// "v.NAME".
  [[nodiscard]] std::vector<Parameter> state() const;
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  struct Slot {
    Parameter parameter;
    at::Tensor mean, square;  // of the gradient, exponentially averaged
    double weight_decay;
  };

  AdamWOptions options_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

}  // namespace tango::train
