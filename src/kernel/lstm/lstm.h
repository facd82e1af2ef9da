// One direction of one LSTM layer over a batch of sequences, no padding.
#pragma once

#include <cstddef>
#include <span>

#include "kernel/lstm/lstm_weights.h"
#include "kernel/matmul/matmul.h"
#include "tensor/aligned_buffer.h"

namespace tango::kernel {

enum class LstmDirection { kForward, kBackward };

/// Memory for one run at a time. It grows to the largest run and is kept.
struct LstmScratch {
  tensor::AlignedBuffer<float> projected;
  tensor::AlignedBuffer<float> cell;
};

/// The scale of every row of int8 hidden states, which are in -1 … 1.
inline constexpr float kHiddenScale = 1.0F / 127.0F;

/// Sequences are sorted by descending length and stored step by step: rows step_offsets[t] …
/// step_offsets[t + 1] - 1 are step t of the sequences that have one, in order, so that a step
/// never has more rows than the one before it; every step has at least one. `src` is the rows that
/// weights.input() reads. Row r of `dst`, at dst + r * dst_stride bytes, gets the
/// padded_units(hidden_size) elements of the hidden state after that step (kBackward: read from
/// each sequence's own last step) as a product of the weights' precision reads them (quantize.h),
/// int8 with kHiddenScale; nothing else of `dst` is written. The bits of a sequence's states do not
/// depend on the other sequences. sigmoid and tanh are within 5e-7 in fp32, else within 3e-4.
/// Thread-safe.
void lstm(const LstmWeights& weights, LstmDirection direction, std::span<const int> step_offsets,
          const MatmulRows& src, std::byte* dst, std::ptrdiff_t dst_stride, LstmScratch& scratch);

namespace reference {

/// The same in plain C++ and double precision, on fp32 rows of hidden_size elements.
void lstm(const LstmParameters& parameters, LstmDirection direction,
          std::span<const int> step_offsets, const float* src, std::ptrdiff_t src_stride,
          float* dst, std::ptrdiff_t dst_stride);

}  // namespace reference
}  // namespace tango::kernel
