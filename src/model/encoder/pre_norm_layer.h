// One transformer layer that normalises before each sum, with a gated feed-forward part (Warner et
// al. 2024, ModernBERT; GeGLU: Shazeer 2020).
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/activation/activation.h"
#include "kernel/matmul/packed_weights.h"
#include "model/encoder/layer_norm.h"
#include "model/encoder/rotary_attention.h"
#include "model/encoder/transformer_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

class PreNormLayer final : public TransformerLayer {
 public:
  PreNormLayer(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
               WeightLoader& loader, Reach reach, RotaryAttention attention);

  void forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
               base::TeamMember& member, const LayerReduction* reduction) const override;

 private:
  void finish_panel(const float* context, float* hidden, int rows, base::TeamMember& group,
                    PanelScratch& scratch) const;
  void feed_forward(const kernel::MatmulRows& rows, int count, base::TeamMember& group,
                    PanelScratch& scratch) const;

  Reach reach_;
  int width_;
  kernel::Activation activation_;
  RotaryAttention attention_;
  kernel::PackedWeights attention_output_;
  LayerNorm feed_forward_layer_norm_;
  kernel::PackedWeights inner_, gate_, outer_;
};

/// Every layer of a model; `last`: the tokens that its head reads. Throws kInvalidModel.
[[nodiscard]] TransformerLayers make_pre_norm_layers(const checkpoint::EncoderConfig& config,
                                                     const checkpoint::EncoderNames& names,
                                                     WeightLoader& loader, Reach last);

}  // namespace tango::model
