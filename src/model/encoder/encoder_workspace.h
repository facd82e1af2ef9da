// The scratch memory of one worker, or of one team of workers, that runs an encoder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checkpoint/model_config.h"
#include "kernel/attention/attention.h"
#include "kernel/bfloat16.h"
#include "kernel/isa.h"
#include "kernel/quantize/quantize.h"
#include "model/model.h"
#include "tensor/aligned_buffer.h"

namespace tango::model {

/// Rows of activations that one pass through a layer's products takes, at most: enough to hide the
/// time that the weights take from memory, and few enough that the rows stay in the second-level
/// cache.
inline constexpr int kPanelRows = 108;

/// Buffers of panels, of kPanelRows rows each.
struct PanelScratch {
  tensor::AlignedBuffer<std::byte> narrow;             ///< Rows of [hidden], quantised.
  tensor::AlignedBuffer<std::byte> wide;               ///< Rows of [intermediate], quantised.
  tensor::AlignedBuffer<float> scales;                 ///< Of those rows.
  tensor::AlignedBuffer<float> inner;                  ///< [intermediate], fp32 models …
  tensor::AlignedBuffer<kernel::Bfloat16> inner_bf16;  ///< … and the others.
  tensor::AlignedBuffer<float> gate;                   ///< As inner, of layers that have gates.
  tensor::AlignedBuffer<kernel::Bfloat16> gate_bf16;   ///< Likewise.
  tensor::AlignedBuffer<float> outer;                  ///< [hidden]
  tensor::AlignedBuffer<std::byte> attention;
  std::vector<std::int32_t> order;  ///< Of a text's tokens, while some of them are chosen.
};

/// What layers that prune tokens keep of them (token_reduction.h); empty for other models.
struct ReducedTokens {
  std::vector<std::int32_t> offsets[2];          ///< Of the texts: before and after.
  std::vector<std::int32_t> places[2];           ///< Each row's token of the batch, likewise.
  tensor::AlignedBuffer<float> significance;     ///< Text by text [heads x its tokens].
  tensor::AlignedBuffer<float> hidden, context;  ///< Where the rows that stay are gathered.
  tensor::AlignedBuffer<float> restored;  ///< [tokens x hidden]: the last state of pruned tokens.
};

/// Row-major, dense.
struct EncoderWorkspace final : Workspace {
  tensor::AlignedBuffer<float> embedded;   ///< [tokens x embeddings], where they are widened.
  tensor::AlignedBuffer<float> hidden;     ///< [tokens x hidden], from layer to layer.
  tensor::AlignedBuffer<float> projected;  ///< [tokens x 3 hidden]: query, key, value …
  tensor::AlignedBuffer<kernel::Bfloat16> projected_bf16;  ///< … where attention runs in bf16.
  tensor::AlignedBuffer<float> context;  ///< [tokens x hidden]: what attention gives.
  tensor::AlignedBuffer<float> first;    ///< [texts x hidden]: the first token of each text.
  tensor::AlignedBuffer<float> query;    ///< [texts x hidden]: its query in the last layer …
  tensor::AlignedBuffer<kernel::Bfloat16> query_bf16;  ///< … likewise.
  tensor::AlignedBuffer<float> pooled;                 ///< [texts x hidden]
  std::vector<PanelScratch> panels;                    ///< One per member of the team.
  ReducedTokens reduced;

  /// Grows what is too small for a batch; `longest` is its longest text in tokens.
  void reserve(const checkpoint::EncoderConfig& config, kernel::Precision precision, int tokens,
               int texts, int longest, int members);
};

/// Whether attention of a model of this precision reads bfloat16.
[[nodiscard]] inline bool attends_in_bfloat16(kernel::Precision precision) {
  return precision != kernel::Precision::kFloat32 && kernel::has_bfloat16_dot();
}

}  // namespace tango::model
