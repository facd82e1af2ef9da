#include "checkpoint/low_rank.h"

#include <algorithm>
#include <vector>

namespace tango::checkpoint {

void add_low_rank(const tensor::Tensor& left, const tensor::Tensor& right, float factor,
                  tensor::Tensor& weights) {
  const std::int64_t rows = weights.shape()[0];
  const std::int64_t columns = weights.shape()[1];
  const std::int64_t rank = right.shape()[0];
  std::vector<float> sums(static_cast<std::size_t>(columns));
  for (std::int64_t row = 0; row < rows; ++row) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (std::int64_t k = 0; k < rank; ++k) {
      const float scale = left.data()[row * rank + k];
      const float* direction = right.data() + k * columns;
      for (std::int64_t column = 0; column < columns; ++column) {
        sums[static_cast<std::size_t>(column)] += scale * direction[column];
      }
    }
    float* out = weights.data() + row * columns;
    for (std::int64_t column = 0; column < columns; ++column) {
      out[column] += factor * sums[static_cast<std::size_t>(column)];
    }
  }
}

tensor::Tensor transposed(const tensor::Tensor& matrix) {
  const std::int64_t rows = matrix.shape()[0];
  const std::int64_t columns = matrix.shape()[1];
  tensor::Tensor result(tensor::Shape{columns, rows});
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      result.data()[column * rows + row] = matrix.data()[row * columns + column];
    }
  }
  return result;
}

}  // namespace tango::checkpoint
