// One direction of one LSTM layer: its tensors, and the packed form that the fast kernel reads.
#pragma once

#include <vector>

#include "kernel/matmul/packed_weights.h"
#include "tensor/weight_arena.h"

namespace tango::kernel {

/// Rows of hidden states are whole blocks of this many units; units past the last are 0.
inline constexpr int kLstmBlock = PackedWeights::kStrip / 4;

[[nodiscard]] constexpr int padded_units(int units) {
  return (units + kLstmBlock - 1) / kLstmBlock * kLstmBlock;
}

/// Rows of `parts` times `units` elements with zeros after each part: the layout of `parts` padded
/// hidden states side by side. `matrix` is [rows x parts * units].
[[nodiscard]] std::vector<float> with_padded_units(const float* matrix, int rows, int parts,
                                                   int units);

/// The tensors of one direction as PyTorch stores them: gates in the order input, forget, cell,
/// output, each hidden_size rows.
struct LstmParameters {
  int input_size, hidden_size;
  const float* weight_ih;  ///< [4 hidden_size x input_size]
  const float* weight_hh;  ///< [4 hidden_size x hidden_size]
  const float* bias_ih;    ///< [4 hidden_size]
  const float* bias_hh;    ///< [4 hidden_size]
};

/// The same, packed: the four gates of 16 units make a strip, the two biases are one, and the gates
/// that go through a sigmoid are halved, as sigmoid(x) = 1/2 + tanh(x / 2) / 2.
class LstmWeights {
 public:
  LstmWeights(Precision precision, const LstmParameters& parameters, tensor::WeightArena& arena);

  [[nodiscard]] int hidden_size() const { return hidden_size_; }
  [[nodiscard]] const PackedWeights& input() const { return input_; }
  [[nodiscard]] const PackedWeights& recurrent() const { return recurrent_; }

 private:
  int hidden_size_;
  PackedWeights input_;
  PackedWeights recurrent_;
};

}  // namespace tango::kernel
