// From the last hidden states of masked tokens to logits of the words there.
#pragma once

#include <cstdint>
#include <span>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "model/encoder/encoder_workspace.h"
#include "model/head/head_layer.h"
#include "model/weight_loader.h"

namespace tango::model {

/// Dense, activation, LayerNorm, then a product with the word embeddings (Devlin et al. 2019,
/// section 3.1). The last one in the model's precision, the rest in fp32.
class MaskedTokenHead {
 public:
  /// Throws kInvalidModel when the checkpoint has no such head.
  MaskedTokenHead(const checkpoint::EncoderConfig& config, WeightLoader& loader);

  /// workspace.hidden → logits [texts x vocabulary], of the row of workspace.hidden that `rows`
  /// names for each text. Every member of the team calls it.
  void forward(std::span<const std::int32_t> rows, EncoderWorkspace& workspace,
               base::TeamMember& member, float* logits) const;

 private:
  MaskedTokenHead(const checkpoint::EncoderConfig& config,
                  const checkpoint::MaskedTokenNames& names, WeightLoader& loader);

  HeadLayer hidden_;
  kernel::PackedWeights output_;
};

}  // namespace tango::model
