#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernel/activation/activation.h"

namespace tango::kernel::reference {
namespace {

template <typename Function>
void apply(float* values, std::ptrdiff_t count, const Function& function) {
  std::transform(values, values + count, values,
                 [&function](float x) { return static_cast<float>(function(double{x})); });
}

}  // namespace

void gelu(float* values, std::ptrdiff_t count) {
  apply(values, count, [](double x) { return 0.5 * x * std::erfc(-x / std::numbers::sqrt2); });
}

void gelu_tanh(float* values, std::ptrdiff_t count) {
  const double scale = std::sqrt(2 / std::numbers::pi);
  apply(values, count, [scale](double x) {
    return 0.5 * x * (1 + std::tanh(scale * (x + 0.044715 * x * x * x)));
  });
}

void relu(float* values, std::ptrdiff_t count) {
  apply(values, count, [](double x) { return std::max(x, 0.0); });
}

void tanh(float* values, std::ptrdiff_t count) {
  apply(values, count, [](double x) { return std::tanh(x); });
}

}  // namespace tango::kernel::reference
