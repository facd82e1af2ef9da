// The dimensions of a tensor, outermost first.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace tango::tensor {

/// Row-major; no dimension is negative. An empty shape is a scalar.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dimensions) : dimensions_(dimensions) {}
  explicit Shape(std::vector<std::int64_t> dimensions) : dimensions_(std::move(dimensions)) {}

  [[nodiscard]] int rank() const { return static_cast<int>(dimensions_.size()); }
  [[nodiscard]] std::int64_t operator[](int axis) const {
    return dimensions_[static_cast<std::size_t>(axis)];
  }

  /// The product of the dimensions.
  [[nodiscard]] std::int64_t elements() const;

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::vector<std::int64_t> dimensions_;
};

/// As in "[768, 3072]".
[[nodiscard]] std::string to_string(const Shape& shape);

}  // namespace tango::tensor
