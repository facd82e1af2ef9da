// Multi-head self-attention without its output projection.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/attention/attention.h"
#include "model/encoder/attention_projection.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/relative_position_bias.h"
#include "model/encoder/relative_positions.h"
#include "model/encoder/transformer_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

/// What the layers of a model have in common; null where the family has it not.
struct SharedPositions {
  std::shared_ptr<const RelativeEmbeddings> relative;
  std::shared_ptr<const RelativePositionBias> bias;
};

class SelfAttention {
 public:
  SelfAttention(const checkpoint::EncoderConfig& config, const checkpoint::EncoderLayerNames& names,
                WeightLoader& loader, Reach reach, const SharedPositions& positions);

  /// workspace.hidden → workspace.context: a row for each token, or each text (its first token, of
  /// which workspace.first holds the hidden states). With `significance`, reduced.significance too.
  /// Every member of the team calls it; each leaves it after all have finished.
  void forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
               base::TeamMember& member, bool significance) const;

 private:
  template <typename Element>
  void attend(std::span<const std::int32_t> offsets, const Element* projected, const Element* query,
              EncoderWorkspace& workspace, const base::TeamMember& member, bool significance) const;

  int num_heads_;
  AttentionProjection projection_;
  std::optional<LayerPositions> positions_;           ///< Of models that have them.
  std::shared_ptr<const RelativePositionBias> bias_;  ///< Null for none.
};

}  // namespace tango::model
