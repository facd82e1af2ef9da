#include "kernel/matmul/matmul.h"

namespace tango::kernel::reference {

void matmul(const float* src, const float* weights, const float* bias, int rows, int inputs,
            int outputs, float* dst) {
  for (int row = 0; row < rows; ++row) {
    for (int output = 0; output < outputs; ++output) {
      const float* a = src + static_cast<std::ptrdiff_t>(row) * inputs;
      const float* b = weights + static_cast<std::ptrdiff_t>(output) * inputs;
      double sum = bias[output];
      for (int i = 0; i < inputs; ++i) sum += static_cast<double>(a[i]) * b[i];
      dst[static_cast<std::ptrdiff_t>(row) * outputs + output] = static_cast<float>(sum);
    }
  }
}

}  // namespace tango::kernel::reference
