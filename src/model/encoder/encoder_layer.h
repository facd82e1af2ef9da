// One transformer layer, normalised after each sum (Vaswani et al. 2017, Devlin et al. 2019).
#pragma once

#include <cstdint>
#include <span>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/layer_norm.h"
#include "model/encoder/self_attention.h"
#include "model/encoder/token_reduction.h"
#include "model/encoder/transformer_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

class EncoderLayer final : public TransformerLayer {
 public:
  EncoderLayer(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
               WeightLoader& loader, Reach reach, const SharedPositions& positions);

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
  SelfAttention self_attention_;
  kernel::PackedWeights attention_output_;
  LayerNorm attention_layer_norm_;
  kernel::PackedWeights inner_;
  kernel::PackedWeights outer_;
  LayerNorm feed_forward_layer_norm_;
};

/// Every layer of a model; `last`: the tokens that its head reads. Throws kInvalidModel.
[[nodiscard]] TransformerLayers make_encoder_layers(const checkpoint::EncoderConfig& config,
                                                    const checkpoint::EncoderNames& names,
                                                    WeightLoader& loader, Reach last);

}  // namespace tango::model
