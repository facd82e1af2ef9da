// AdamW, a parameter in one pass over memory.
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
  /// Decoupled; of matrices only: biases and LayerNorms are never decayed (as in BERT).
  double weight_decay = 0.01;
};

/// Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2, as
/// torch.optim.AdamW computes it.
class AdamW {
 public:
  AdamW(std::vector<Parameter> parameters, const AdamWOptions& options);

  /// Scales the gradients so that their joint norm is at most `most` (0: no limit); returns the
  /// norm before. It is not finite when a gradient is not.
  double clip_gradients(double most);

  /// Takes the gradients that the parameters hold (those without one stay) and clears them.
  void step(double learning_rate);

  [[nodiscard]] std::int64_t steps() const { return steps_; }

  /// The parameters, their moments "m.NAME" and "v.NAME": what a file has to keep. `steps` is kept
  /// beside them.
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
