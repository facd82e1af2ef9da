// From the last hidden states of a text's first token to its logits.
#pragma once

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"

namespace tango::model {

/// A dense layer (BERT's pooler, RoBERTa's and MPNet's classifier.dense: tanh; DistilBERT's
/// pre_classifier: ReLU), then the labels' layer.
class ClassificationHead {
 public:
  /// Throws kInvalidModel when the checkpoint has no head.
  ClassificationHead(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                     const checkpoint::WeightSource& weights);

  /// workspace.first → workspace.logits.
  void forward(int texts, EncoderWorkspace& workspace) const;

 private:
  checkpoint::Family family_;
  kernel::Matmul dense_;
  kernel::Matmul output_;
};

}  // namespace tango::model
