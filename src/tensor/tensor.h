// A float matrix or vector with its shape.
#pragma once

#include <utility>

#include "tensor/aligned_buffer.h"
#include "tensor/shape.h"

namespace tango::tensor {

/// Owns fp32 elements, row-major, 64-byte aligned, uninitialised at first. Movable, not copyable:
/// weights are large.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Shape shape)
      : shape_(std::move(shape)), buffer_(static_cast<std::size_t>(shape_.elements())) {}

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return buffer_.size(); }
  [[nodiscard]] bool empty() const { return buffer_.size() == 0; }
  [[nodiscard]] float* data() { return buffer_.data(); }
  [[nodiscard]] const float* data() const { return buffer_.data(); }

 private:
  Shape shape_;
  AlignedBuffer<float> buffer_;
};

}  // namespace tango::tensor
