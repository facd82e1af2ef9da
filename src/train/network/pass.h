// What one forward pass needs beside weights and inputs.
#pragma once

#include <cstdint>

#include <ATen/ATen.h>

namespace tango::train {

/// Dropout masks come from (seed, step, place in the network): no generator's state has to be kept
/// to go on after a stop.
class Pass {
 public:
  /// Evaluation: nothing is dropped.
  Pass() = default;
  /// Training step `step` of a run with `seed`.
  Pass(std::uint64_t seed, std::uint64_t step) : training_(true), seed_(seed), step_(step) {}

  [[nodiscard]] bool training() const { return training_; }

  /// Each element is 0 with `probability`, else itself / (1 - probability). The type of `values`
  /// stays. Off while evaluating.
  [[nodiscard]] at::Tensor dropout(const at::Tensor& values, double probability);

  /// A number from 0 to below 1, another one at each call. Only while training.
  [[nodiscard]] double draw();

 private:
  bool training_ = false;
  std::uint64_t seed_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t place_ = 0;
};

}  // namespace tango::train
