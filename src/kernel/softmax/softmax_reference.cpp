#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernel/softmax/softmax.h"

namespace tango::kernel::reference {

void softmax(float* rows, int count, std::ptrdiff_t stride, int length, float scale,
             const float* bias) {
  std::vector<double> values(static_cast<std::size_t>(length));
  for (int r = 0; r < count; ++r) {
    float* row = rows + r * stride;
    double most = -std::numeric_limits<double>::infinity();
    for (int c = 0; c < length; ++c) {
      double& value = values[static_cast<std::size_t>(c)];
      value = static_cast<double>(scale) * row[c] + (bias == nullptr ? 0.0 : bias[c - r]);
      most = std::max(most, value);
    }
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value - most);
    for (int c = 0; c < length; ++c) {
      row[c] = static_cast<float>(values[static_cast<std::size_t>(c)] / sum);
    }
  }
}

}  // namespace tango::kernel::reference
