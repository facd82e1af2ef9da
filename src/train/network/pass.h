// Whether a forward pass is one of training, and its random numbers.
#pragma once

#include <cstdint>

#include <ATen/ATen.h>

namespace tango::train {

/// Dropout masks are functions of seed, step and place in the network, so no generator's state has
/// to be saved to resume after a stop.
class Pass {
 public:
  /// A pass of evaluation, without dropout.
  Pass() = default;
  /// The pass of training step `step` of a run with `seed`.
  Pass(std::uint64_t seed, std::uint64_t step) : training_(true), seed_(seed), step_(step) {}

  [[nodiscard]] bool training() const { return training_; }

  /// Each element becomes 0 with `probability`, and is divided by 1 - probability otherwise. Keeps
  /// the type of `values`. In evaluation returns `values`.
  [[nodiscard]] at::Tensor dropout(const at::Tensor& values, double probability);

  /// Another random number in [0, 1) at each call. Only in training.
  [[nodiscard]] double draw();

 private:
  bool training_ = false;
  std::uint64_t seed_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t place_ = 0;
};

}  // namespace tango::train
