// One LSTM layer over packed texts, forward in time or bidirectional.
#pragma once

#include <array>

#include <ATen/ATen.h>

#include "train/network/packed_sequence.h"

namespace tango::train {

/// The weights of one direction, as PyTorch stores them: gates in the order input, forget, cell,
/// output.
struct LstmDirection {
  at::Tensor weight_ih;  ///< [4 hidden x inputs]
  at::Tensor weight_hh;  ///< [4 hidden x hidden]
  at::Tensor bias_ih;    ///< [4 hidden]
  at::Tensor bias_hh;    ///< [4 hidden]
};

/// [rows x inputs] → [rows x 2 hidden], the forward direction's hidden state first. Each
/// direction is one node of the graph, so a step costs two products and no bookkeeping. The two
/// directions run on two threads.
[[nodiscard]] at::Tensor bidirectional_lstm(const PackedSequence& sequence,
                                            const at::Tensor& inputs,
                                            const std::array<LstmDirection, 2>& directions);

/// [rows x inputs] → [rows x hidden]: a row depends on its text up to itself.
[[nodiscard]] at::Tensor forward_lstm(const PackedSequence& sequence, const at::Tensor& inputs,
                                      const LstmDirection& direction);

}  // namespace tango::train
