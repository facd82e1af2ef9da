// From sentence embeddings to logits.
#pragma once

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"
#include "model/weight_loader.h"

namespace tango::model {

/// Scales rows to length 1, then the labels' layer. fp32 in every precision.
class SentenceHead {
 public:
  /// Throws kInvalidModel when the checkpoint has no head.
  SentenceHead(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
               WeightLoader& loader);

  /// workspace.first → logits [texts x labels]. Every member of the team calls it.
  void forward(int texts, EncoderWorkspace& workspace, base::TeamMember& member,
               float* logits) const;

 private:
  kernel::PackedWeights output_;
};

}  // namespace tango::model
