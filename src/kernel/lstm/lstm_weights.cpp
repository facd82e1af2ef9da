#include "kernel/lstm/lstm_weights.h"

#include <algorithm>
#include <cstddef>

namespace tango::kernel {
namespace {

constexpr int kGates = 4;

/// Rows of a [4 hidden_size x inputs] matrix in the order of strips, sigmoid gates halved.
std::vector<float> in_strip_order(int hidden_size, int inputs, const float* matrix) {
  const std::ptrdiff_t rows = std::ptrdiff_t{kGates} * padded_units(hidden_size);
  std::vector<float> ordered(static_cast<std::size_t>(rows * inputs));
  for (int gate = 0; gate < kGates; ++gate) {
    const float scale = gate == 2 ? 1.0F : 0.5F;
    for (int unit = 0; unit < hidden_size; ++unit) {
      const std::ptrdiff_t row = unit / kLstmBlock * std::ptrdiff_t{PackedWeights::kStrip} +
                                 gate * kLstmBlock + unit % kLstmBlock;
      const float* src = matrix + (static_cast<std::ptrdiff_t>(gate) * hidden_size + unit) * inputs;
      for (std::ptrdiff_t k = 0; k < inputs; ++k) {
        ordered[static_cast<std::size_t>(row * inputs + k)] = scale * src[k];
      }
    }
  }
  return ordered;
}

PackedWeights pack(Precision precision, int hidden_size, int inputs, const float* matrix,
                   const float* bias, tensor::WeightArena& arena) {
  const PackedWeights::Sizes sizes{precision, inputs, kGates * padded_units(hidden_size)};
  return {sizes, in_strip_order(hidden_size, inputs, matrix).data(),
          bias == nullptr ? nullptr : in_strip_order(hidden_size, 1, bias).data(),
          arena.allocate(sizes.bytes())};
}

std::vector<float> sum_of_biases(const LstmParameters& parameters) {
  std::vector<float> bias(static_cast<std::size_t>(kGates) *
                          static_cast<std::size_t>(parameters.hidden_size));
  for (std::size_t i = 0; i < bias.size(); ++i) {
    bias[i] = parameters.bias_ih[i] + parameters.bias_hh[i];
  }
  return bias;
}

}  // namespace

std::vector<float> with_padded_units(const float* matrix, int rows, int parts, int units) {
  const int padded = padded_units(units);
  std::vector<float> spread(static_cast<std::size_t>(rows) * static_cast<std::size_t>(parts) *
                            static_cast<std::size_t>(padded));
  float* dst = spread.data();
  for (int part = 0; part < rows * parts; ++part, matrix += units, dst += padded) {
    std::copy_n(matrix, units, dst);
  }
  return spread;
}

LstmWeights::LstmWeights(Precision precision, const LstmParameters& parameters,
                         tensor::WeightArena& arena)
    : hidden_size_(parameters.hidden_size),
      input_(pack(precision, parameters.hidden_size, parameters.input_size, parameters.weight_ih,
                  sum_of_biases(parameters).data(), arena)),
      recurrent_(pack(precision, parameters.hidden_size, parameters.hidden_size,
                      parameters.weight_hh, nullptr, arena)) {}

}  // namespace tango::kernel
