// One transformer layer, normalised after each sum (Vaswani et al. 2017, Devlin et al. 2019).
#pragma once

#include <cstdint>
#include <span>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/linear.h"
#include "model/encoder/self_attention.h"

namespace tango::model {

class EncoderLayer {
 public:
  EncoderLayer(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
               const checkpoint::WeightSource& weights, Reach reach);

  /// Replaces workspace.hidden; with kFirstTokens it fills workspace.first instead.
  void forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
               EncoderWorkspace& workspace) const;

 private:
  void finish(float* hidden, int rows, EncoderWorkspace& workspace) const;

  Reach reach_;
  checkpoint::Activation activation_;
  SelfAttention self_attention_;
  kernel::Matmul attention_output_;
  LayerNorm attention_layer_norm_;
  kernel::Matmul inner_;
  kernel::Matmul outer_;
  LayerNorm feed_forward_layer_norm_;
};

}  // namespace tango::model
