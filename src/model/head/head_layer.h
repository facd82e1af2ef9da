// The hidden layer of a head: dense, activation, and in some a LayerNorm.
#pragma once

#include <optional>
#include <string>

#include "base/team.h"
#include "checkpoint/model_config.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/layer_norm.h"
#include "model/weight_loader.h"

namespace tango::model {

/// fp32 in every precision.
class HeadLayer {
 public:
  /// `dense` and `layer_norm` (empty for none) are stems. Throws kInvalidModel.
  HeadLayer(const checkpoint::EncoderConfig& config, checkpoint::Activation activation,
            const std::string& dense, const std::string& layer_norm, WeightLoader& loader);

  /// src → dst, each [rows x hidden] and not the same. Every member of the team calls it; each
  /// leaves it after all have finished.
  void forward(const float* src, int rows, base::TeamMember& member, float* dst) const;

 private:
  kernel::Activation activation_;
  kernel::PackedWeights dense_;
  std::optional<LayerNorm> layer_norm_;
};

}  // namespace tango::model
