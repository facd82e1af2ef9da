// From the last hidden states of every token to where an answer begins and ends.
#pragma once

#include <optional>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"
#include "model/head/head_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

/// One layer (`qa_outputs` of Devlin et al. 2019, section 4.2), in ModernBERT after a hidden one.
/// fp32 in every precision.
class SpanHead {
 public:
  /// Throws kInvalidModel when the checkpoint has no head.
  SpanHead(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
           WeightLoader& loader);

  /// workspace.hidden → logits [tokens x 2]; overwrites workspace.context. Every member of the team
  /// calls it.
  void forward(int tokens, EncoderWorkspace& workspace, base::TeamMember& member,
               float* logits) const;

 private:
  std::optional<HeadLayer> hidden_;
  kernel::PackedWeights output_;
};

}  // namespace tango::model
