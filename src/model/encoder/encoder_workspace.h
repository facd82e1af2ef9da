// The scratch memory of one worker that runs an encoder.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernel/attention/attention.h"
#include "kernel/matmul/matmul.h"
#include "model/model.h"
#include "tensor/aligned_buffer.h"

namespace tango::model {

/// Rows of activations that one pass through a layer's products takes: large enough for their peak,
/// small enough that the rows stay in the second-level cache.
inline constexpr int kPanelRows = 192;

/// Every buffer is row-major, with room for the rows that panels write past the last.
struct EncoderWorkspace final : Workspace {
  tensor::AlignedBuffer<float> hidden;     ///< [tokens x hidden], from layer to layer.
  tensor::AlignedBuffer<float> projected;  ///< [tokens x 3 hidden]: query, key, value.
  tensor::AlignedBuffer<float> context;    ///< [tokens x hidden]: what attention gives.
  tensor::AlignedBuffer<float> first;      ///< [texts x hidden]: the first token of each text.
  tensor::AlignedBuffer<float> query;      ///< [texts x hidden]: its query in the last layer.
  tensor::AlignedBuffer<float> logits;     ///< [texts x labels].
  tensor::AlignedBuffer<float> inner;      ///< [kPanelRows x intermediate].
  tensor::AlignedBuffer<float> outer;      ///< [kPanelRows or texts x hidden].
  tensor::AlignedBuffer<float> attention;
  kernel::Matmul::Scratch matmul;

  /// Grows what is too small for a batch; `longest` is its longest text in tokens.
  void reserve(const checkpoint::EncoderConfig& config, int tokens, int texts, int longest) {
    const int hidden_size = config.hidden_size;
    const int labels = static_cast<int>(config.labels.names.size());
    grow(hidden, tokens, hidden_size);
    grow(projected, tokens, 3 * hidden_size);
    grow(context, tokens, hidden_size);
    grow(first, texts, hidden_size);
    grow(query, texts, hidden_size);
    grow(logits, texts, labels);
    grow(inner, kPanelRows, config.intermediate_size);
    grow(outer, std::max(kPanelRows, texts), hidden_size);
    grow(attention, kernel::attention_scratch_size(longest, hidden_size / config.num_heads));
  }

 private:
  static void grow(tensor::AlignedBuffer<float>& buffer, std::size_t size) {
    if (size <= buffer.size()) return;
    buffer.resize(size);
    std::fill_n(buffer.data(), size, 0.0F);  // padding rows are computed with: no stray NaN
  }
  static void grow(tensor::AlignedBuffer<float>& buffer, int rows, int width) {
    grow(buffer, static_cast<std::size_t>(kernel::Matmul::padded_rows(rows)) *
                     static_cast<std::size_t>(width));
  }
};

}  // namespace tango::model
