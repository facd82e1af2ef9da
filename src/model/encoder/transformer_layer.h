// One layer of a transformer, whatever its family makes of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/team.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/token_reduction.h"

namespace tango::model {

/// Which tokens the rest of a layer needs: the head of a classifier reads only the first of each
/// text, so its last layer computes no more.
enum class Reach : std::uint8_t { kEveryToken, kFirstTokens };

class TransformerLayer {
 public:
  virtual ~TransformerLayer() = default;

  /// Replaces workspace.hidden; with kFirstTokens it fills workspace.first instead. With
  /// `reduction` (null for none, as always where the configuration has no token_shares) some tokens
  /// are pruned after the attention, and workspace.reduced.offsets[0] are the offsets of the rest.
  /// Every member of the team calls it; each leaves it after all have finished.
  virtual void forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                       base::TeamMember& member, const LayerReduction* reduction) const = 0;
};

using TransformerLayers = std::vector<std::unique_ptr<const TransformerLayer>>;

}  // namespace tango::model
