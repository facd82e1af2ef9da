// Multi-head self-attention of rows that are normalised first, with rotated positions, without its
// output projection (Warner et al. 2024, ModernBERT).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "model/encoder/attention_projection.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/layer_norm.h"
#include "model/encoder/rotary_table.h"
#include "model/encoder/transformer_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

class RotaryAttention {
 public:
  /// `half_window` as in kernel::AttentionInput.
  RotaryAttention(const checkpoint::EncoderConfig& config,
                  const checkpoint::EncoderLayerNames& names, WeightLoader& loader, Reach reach,
                  std::shared_ptr<const RotaryTable> table, int half_window);

  /// workspace.hidden → workspace.context: a row for each token, or each text (its first token, of
  /// which workspace.first holds the hidden states). Every member of the team calls it; each leaves
  /// it after all have finished.
  void forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
               base::TeamMember& member) const;

 private:
  template <typename Element>
  void attend(std::span<const std::int32_t> offsets, Element* projected, const Element* query,
              EncoderWorkspace& workspace, const base::TeamMember& member) const;

  int num_heads_, half_window_;
  std::shared_ptr<const RotaryTable> table_;
  std::optional<LayerNorm> layer_norm_;  ///< Null in the first layer.
  AttentionProjection projection_;       ///< Of normalised rows.
};

}  // namespace tango::model
