#include <cmath>
#include <cstddef>
#include <vector>

#include "kernel/layer_norm/layer_norm.h"

namespace tango::kernel::reference {

void layer_norm(const LayerNormParameters& parameters, const float* src, const float* residual,
                int rows, float* dst) {
  const int width = parameters.width;
  std::vector<double> row(static_cast<std::size_t>(width));
  for (int r = 0; r < rows; ++r) {
    const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(r) * width;
    double mean = 0;
    for (int i = 0; i < width; ++i) {
      double& value = row[static_cast<std::size_t>(i)];
      value = static_cast<double>(src[begin + i]) + (residual == nullptr ? 0 : residual[begin + i]);
      mean += value / width;
    }
    double variance = 0;
    for (const double value : row) variance += (value - mean) * (value - mean) / width;
    const double scale = 1 / std::sqrt(variance + parameters.epsilon);
    for (int i = 0; i < width; ++i) {
      dst[begin + i] = static_cast<float>((row[static_cast<std::size_t>(i)] - mean) * scale *
                                              parameters.weight[i] +
                                          parameters.bias[i]);
    }
  }
}

}  // namespace tango::kernel::reference
