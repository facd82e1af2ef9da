// One direction of one LSTM layer: its tensors, and the form that the fast kernel reads.
#pragma once

#include "kernel/lstm/packed_linear.h"

namespace tango::kernel {

/// The tensors of one direction as PyTorch stores them: gates in the order input, forget, cell,
/// output, each hidden_size rows.
struct LstmParameters {
  int input_size, hidden_size;
  const float* weight_ih;  ///< [4 hidden_size x input_size]
  const float* weight_hh;  ///< [4 hidden_size x hidden_size]
  const float* bias_ih;    ///< [4 hidden_size]
  const float* bias_hh;    ///< [4 hidden_size]
};

/// The same, packed: 16 units' four gates make a panel, the two biases are one, and the gates that
/// go through a sigmoid are halved, as sigmoid(x) = 1/2 + tanh(x / 2) / 2.
class LstmWeights {
 public:
  explicit LstmWeights(const LstmParameters& parameters);

  [[nodiscard]] int hidden_size() const { return hidden_size_; }
  [[nodiscard]] const PackedLinear& input() const { return input_; }
  [[nodiscard]] const PackedLinear& recurrent() const { return recurrent_; }

 private:
  int hidden_size_;
  PackedLinear input_;
  PackedLinear recurrent_;
};

}  // namespace tango::kernel
