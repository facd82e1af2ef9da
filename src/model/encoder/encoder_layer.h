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
#include "model/weight_loader.h"

namespace tango::model {

class EncoderLayer {
 public:
  EncoderLayer(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
               WeightLoader& loader, Reach reach, const RelativeEmbeddings* relative);

  /// Replaces workspace.hidden; with kFirstTokens it fills workspace.first instead. With
  /// `reduction` some tokens are pruned after the attention, and workspace.reduced.offsets[0] are
  /// the offsets of the rest. Every member of the team calls it; each leaves it after all have
  /// finished.
  void forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
               EncoderWorkspace& workspace, base::TeamMember& member,
               const LayerReduction* reduction = nullptr) const;

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

}  // namespace tango::model
