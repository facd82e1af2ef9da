// A linear layer with random weights, packed, for kernel tests and benches.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "kernel/matmul/matmul.h"
#include "kernel/quantize/quantize.h"
#include "kernel/random_values_test.h"
#include "tensor/aligned_buffer.h"

namespace tango::kernel {

inline std::shared_ptr<std::byte> aligned_memory(std::size_t bytes) {
  auto buffer = std::make_shared<tensor::AlignedBuffer<std::byte>>(bytes);
  return {buffer, buffer->data()};
}

struct PackedLayer {
  PackedLayer(Precision precision, int inputs, int outputs)
      : weights(random_values("weights", elements(outputs, inputs))),
        bias(random_values("bias", static_cast<std::size_t>(outputs))),
        packed({precision, inputs, outputs}, weights.data(), bias.data(),
               aligned_memory(PackedWeights::Sizes{precision, inputs, outputs}.bytes())) {}

  static std::size_t elements(int rows, int width) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
  }

  std::vector<float> weights, bias;
  PackedWeights packed;
};

/// fp32 rows in the form that products of a precision read.
class QuantizedRows {
 public:
  QuantizedRows(Precision precision, const std::vector<float>& values, int inputs)
      : values_(values),
        inputs_(inputs),
        precision_(precision),
        scales_(values.size() / static_cast<std::size_t>(inputs)) {
    if (precision == Precision::kFloat32) return;
    const auto rows = static_cast<int>(scales_.size());
    bytes_.resize(scales_.size() * static_cast<std::size_t>(quantized_stride(precision, inputs)));
    quantize(precision, values_.data(), inputs, rows, inputs, bytes_.data(), scales_.data());
  }

  [[nodiscard]] float scale(int row) const { return scales_[static_cast<std::size_t>(row)]; }

  /// From row `first` on.
  [[nodiscard]] MatmulRows rows(int first = 0) const {
    if (precision_ == Precision::kFloat32) {
      return float_rows(values_.data() + std::ptrdiff_t{first} * inputs_, inputs_);
    }
    const std::ptrdiff_t stride = quantized_stride(precision_, inputs_);
    return {bytes_.data() + first * stride, stride, scales_.data() + first};
  }

 private:
  std::vector<float> values_;
  int inputs_;
  Precision precision_;
  tensor::AlignedBuffer<std::byte> bytes_;
  std::vector<float> scales_;
};

}  // namespace tango::kernel
