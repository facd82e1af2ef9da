#include <cmath>
#include <vector>

#include "kernel/lstm/lstm.h"

namespace tango::kernel::reference {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// hidden, cell: the state of one sequence, before and after a step.
void step(const LstmParameters& parameters, const float* src, std::vector<double>& hidden,
          std::vector<double>& cell) {
  const std::ptrdiff_t size = parameters.hidden_size;
  const auto gate = [&](std::ptrdiff_t row) {
    double sum = static_cast<double>(parameters.bias_ih[row]) + parameters.bias_hh[row];
    for (std::ptrdiff_t k = 0; k < parameters.input_size; ++k) {
      sum += static_cast<double>(parameters.weight_ih[row * parameters.input_size + k]) * src[k];
    }
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      sum += parameters.weight_hh[row * size + k] * hidden[static_cast<std::size_t>(k)];
    }
    return sum;
  };
  std::vector<double> next(hidden.size());
  for (std::ptrdiff_t unit = 0; unit < size; ++unit) {
    double& memory = cell[static_cast<std::size_t>(unit)];
    memory = sigmoid(gate(size + unit)) * memory +
             sigmoid(gate(unit)) * std::tanh(gate(2 * size + unit));
    next[static_cast<std::size_t>(unit)] = sigmoid(gate(3 * size + unit)) * std::tanh(memory);
  }
  hidden = next;
}

}  // namespace

void lstm(const LstmParameters& parameters, LstmDirection direction,
          std::span<const int> step_offsets, const float* src, std::ptrdiff_t src_stride,
          float* dst, std::ptrdiff_t dst_stride) {
  const auto size = static_cast<std::size_t>(parameters.hidden_size);
  const int sequences = step_offsets[1];
  for (int sequence = 0; sequence < sequences; ++sequence) {
    int length = 0;
    while (length + 1 < static_cast<int>(step_offsets.size()) &&
           sequence < step_offsets[length + 1] - step_offsets[length]) {
      ++length;
    }
    std::vector<double> hidden(size);
    std::vector<double> cell(size);
    for (int done = 0; done < length; ++done) {
      const int t = direction == LstmDirection::kForward ? done : length - 1 - done;
      const std::ptrdiff_t row = step_offsets[t] + sequence;
      step(parameters, src + row * src_stride, hidden, cell);
      for (std::size_t unit = 0; unit < size; ++unit) {
        dst[row * dst_stride + static_cast<std::ptrdiff_t>(unit)] =
            static_cast<float>(hidden[unit]);
      }
    }
  }
}

}  // namespace tango::kernel::reference
