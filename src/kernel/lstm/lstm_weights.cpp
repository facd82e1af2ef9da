#include "kernel/lstm/lstm_weights.h"

#include <cstddef>
#include <vector>

namespace tango::kernel {
namespace {

constexpr int kGates = 4;
constexpr int kUnitsPerPanel = PackedLinear::kPanel / kGates;

// Rows of a [4 hidden_size x inputs] matrix in the order of panels, sigmoid gates halved.
std::vector<float> in_panel_order(int hidden_size, int inputs, const float* matrix) {
  const int panels = (hidden_size + kUnitsPerPanel - 1) / kUnitsPerPanel;
  std::vector<float> ordered(static_cast<std::size_t>(panels) * PackedLinear::kPanel *
                             static_cast<std::size_t>(inputs));
  for (int gate = 0; gate < kGates; ++gate) {
    const float scale = gate == 2 ? 1.0F : 0.5F;
    for (int unit = 0; unit < hidden_size; ++unit) {
      const std::ptrdiff_t row = unit / kUnitsPerPanel * PackedLinear::kPanel +
                                 gate * kUnitsPerPanel + unit % kUnitsPerPanel;
      const float* src = matrix + (static_cast<std::ptrdiff_t>(gate) * hidden_size + unit) * inputs;
      for (std::ptrdiff_t k = 0; k < inputs; ++k) {
        ordered[static_cast<std::size_t>(row * inputs + k)] = scale * src[k];
      }
    }
  }
  return ordered;
}

PackedLinear pack(const LstmParameters& parameters, int inputs, const float* matrix,
                  bool with_bias) {
  const int size = parameters.hidden_size;
  const std::vector<float> ordered = in_panel_order(size, inputs, matrix);
  std::vector<float> bias(static_cast<std::size_t>(kGates) * static_cast<std::size_t>(size));
  if (with_bias) {
    for (std::size_t i = 0; i < bias.size(); ++i) {
      bias[i] = parameters.bias_ih[i] + parameters.bias_hh[i];
    }
  }
  const std::vector<float> ordered_bias = in_panel_order(size, 1, bias.data());
  return {inputs, static_cast<int>(ordered_bias.size()), ordered.data(), ordered_bias.data()};
}

}  // namespace

LstmWeights::LstmWeights(const LstmParameters& parameters)
    : hidden_size_(parameters.hidden_size),
      input_(pack(parameters, parameters.input_size, parameters.weight_ih, true)),
      recurrent_(pack(parameters, parameters.hidden_size, parameters.weight_hh, false)) {}

}  // namespace tango::kernel
