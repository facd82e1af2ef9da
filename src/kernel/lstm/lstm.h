// One direction of one LSTM layer over a batch of sequences, no padding.
#pragma once

#include <cstddef>
#include <span>

#include "kernel/lstm/lstm_weights.h"
#include "tensor/aligned_buffer.h"

namespace tango::kernel {

enum class LstmDirection { kForward, kBackward };

/// Memory for one run at a time; grows, then settles.
struct LstmScratch {
  tensor::AlignedBuffer<float> projected;
  tensor::AlignedBuffer<float> cell;
};

/// Sequences are sorted by falling length and lie step by step: rows step_offsets[t] …
/// step_offsets[t + 1] - 1 are step t of the sequences that have one, in order, so that a step
/// never has more rows than the one before it; every step has at least one. `src` is [rows x
/// input_size], row r at src + r * src_stride. Row r of `dst`, at dst + r * dst_stride, gets the
/// hidden_size elements of the hidden state after that step (kBackward: read from each sequence's
/// own last step); nothing else of it is touched. A sequence's states do not depend, by one bit, on
/// the other sequences. sigmoid and tanh are within 5e-7. Thread-safe.
void lstm(const LstmWeights& weights, LstmDirection direction, std::span<const int> step_offsets,
          const float* src, std::ptrdiff_t src_stride, float* dst, std::ptrdiff_t dst_stride,
          LstmScratch& scratch);

namespace reference {

/// The same in plain C++ and double precision.
void lstm(const LstmParameters& parameters, LstmDirection direction,
          std::span<const int> step_offsets, const float* src, std::ptrdiff_t src_stride,
          float* dst, std::ptrdiff_t dst_stride);

}  // namespace reference
}  // namespace tango::kernel
