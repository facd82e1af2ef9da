// Multi-head self-attention without its output projection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "kernel/attention/attention.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/relative_position_bias.h"

namespace tango::model {

/// Which tokens the rest of a layer needs: the head of a classifier reads the first of each text,
/// so the last layer computes no more.
enum class Reach : std::uint8_t { kEveryToken, kFirstTokens };

class SelfAttention {
 public:
  SelfAttention(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
                const checkpoint::WeightSource& weights, Reach reach);

  /// workspace.hidden → workspace.context: a row for each token, or each text (its first token, of
  /// which workspace.first holds the hidden states).
  void forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
               EncoderWorkspace& workspace) const;

 private:
  int num_heads_, hidden_size_;
  kernel::Matmul projection_;            ///< Query, key and value; or key and value …
  std::optional<kernel::Matmul> query_;  ///< … and the query of first tokens here.
};

}  // namespace tango::model
