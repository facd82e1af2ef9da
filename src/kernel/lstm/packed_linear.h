// dst = src * weights^T + bias for the narrow layers of a BiLSTM, whose products oneDNN's calls
// would outweigh.
#pragma once

#include <cstddef>

#include "tensor/aligned_buffer.h"

namespace tango::kernel {

/// The weights of a linear layer in panels of 64 outputs, the same on every instruction set:
/// element [panel][input][output of the panel]. Outputs past the last are 0.
class PackedLinear {
 public:
  static constexpr int kPanel = 64;

  /// `weights` is [outputs x inputs], `bias` [outputs] or null for none. Copies both.
  PackedLinear(int inputs, int outputs, const float* weights, const float* bias);

  [[nodiscard]] int inputs() const { return inputs_; }
  [[nodiscard]] int panels() const { return panels_; }
  /// Outputs rounded up to whole panels.
  [[nodiscard]] int padded_outputs() const { return panels_ * kPanel; }
  [[nodiscard]] const float* panel(int index) const {
    return weights_.data() + static_cast<std::ptrdiff_t>(index) * inputs_ * kPanel;
  }
  [[nodiscard]] const float* bias() const { return bias_.data(); }

 private:
  int inputs_;
  int panels_;
  tensor::AlignedBuffer<float> weights_;
  tensor::AlignedBuffer<float> bias_;
};

enum class LinearActivation { kNone, kRelu };

/// Row r of `src` starts at src + r * src_stride. `dst` is dense, [rows x padded_outputs()],
/// 64-byte aligned, apart from `src`. A row's result does not depend, by one bit, on the other
/// rows. Thread-safe.
void linear(const PackedLinear& weights, LinearActivation activation, const float* src,
            std::ptrdiff_t src_stride, int rows, float* dst);

}  // namespace tango::kernel
