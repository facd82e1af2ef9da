#include "tensor/shape.h"

namespace tango::tensor {

std::int64_t Shape::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t dimension : dimensions_) count *= dimension;
  return count;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (int axis = 0; axis < shape.rank(); ++axis) {
    text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
  }
  return text + "]";
}

}  // namespace tango::tensor
