// Prunes the tokens that get least attention, layer by layer, and restores them at the end
// (Length-Adaptive Transformer, Kim and Cho 2021, sections 3.1 and 3.3; Dynamic-TinyBERT, Guskin et
// al. 2021).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/team.h"
#include "model/encoder/encoder_workspace.h"

namespace tango::model {

/// Applies a model's token_shares. A text's first token, which heads read, is always kept. Which
/// tokens are pruned depends only on the text. Every member of a team calls each method, and leaves
/// it after all have finished.
class TokenReduction {
 public:
  TokenReduction() = default;
  TokenReduction(std::vector<float> shares, int num_heads, int hidden_size)
      : shares_(std::move(shares)), num_heads_(num_heads), width_(hidden_size) {}

  /// Whether layer `layer` prunes tokens.
  [[nodiscard]] bool reduces(std::size_t layer) const {
    return !shares_.empty() && shares_[layer] < (layer == 0 ? 1.0F : shares_[layer - 1]);
  }

  /// Before the first layer. `offsets` are the batch's.
  void begin(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
             base::TeamMember& member) const;

  /// After the attention of a layer that prunes, by workspace.reduced.significance: the rows of
  /// workspace.hidden and .context become those of the tokens that are kept, in their order, and
  /// workspace.reduced.offsets[0] their offsets. Returns how many are kept. `batch` are the batch's
  /// offsets.
  int reduce(std::size_t layer, std::span<const std::int32_t> batch, EncoderWorkspace& workspace,
             base::TeamMember& member) const;

  /// After the last layer: workspace.hidden has a row for each token of the batch again, the last
  /// one that a pruned token had.
  void restore(EncoderWorkspace& workspace, base::TeamMember& member) const;

 private:
  void choose(std::span<float> significance, int kept, std::vector<std::int32_t>& order) const;

  std::vector<float> shares_;
  int num_heads_ = 0;
  int width_ = 0;
};

/// What a layer that prunes tokens needs to know.
struct LayerReduction {
  const TokenReduction& tokens;
  std::size_t layer;
  std::span<const std::int32_t> batch;  ///< The batch's offsets.
};

}  // namespace tango::model
