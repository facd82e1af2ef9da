// From the last hidden states of a text's first token to its logits.
#pragma once

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"
#include "model/head/head_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

/// A hidden layer (such as BERT's pooler), then the labels' layer. fp32 in every precision.
class ClassificationHead {
 public:
  /// Throws kInvalidModel when the checkpoint has no head.
  ClassificationHead(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                     WeightLoader& loader);

  /// workspace.first → logits [texts x labels]. Every member of the team calls it.
  void forward(int texts, EncoderWorkspace& workspace, base::TeamMember& member,
               float* logits) const;

 private:
  HeadLayer hidden_;
  kernel::PackedWeights output_;
};

}  // namespace tango::model
