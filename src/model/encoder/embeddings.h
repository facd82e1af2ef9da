// From token ids to the first hidden states.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/team.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "kernel/matmul/packed_weights.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/layer_norm.h"
#include "model/packed_batch.h"
#include "model/weight_loader.h"

namespace tango::model {

class Embeddings {
 public:
  Embeddings(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
             WeightLoader& loader);

  /// Throws kInvalidInput naming the text and the token when an id or a token type is outside its
  /// table, or the text when it is too long.
  void check(const PackedBatch& batch) const;

  /// workspace.hidden. Requires a batch that passed `check`. Every member of the team calls it;
  /// each leaves it after all have finished.
  void forward(const PackedBatch& batch, EncoderWorkspace& workspace,
               base::TeamMember& member) const;

 private:
  void look_up(const PackedBatch& batch, int begin_text, int end_text, float* dst) const;

  int vocab_size_, type_vocab_size_, max_tokens_;
  std::shared_ptr<const float> word_, position_;
  std::shared_ptr<const float> token_type_;  ///< Null for a family without token types.
  std::size_t first_position_;  ///< Elements before the first token's row of position_.
  std::int32_t padding_id_;
  LayerNorm layer_norm_;
  std::optional<kernel::PackedWeights> projection_;  ///< To the hidden size, in fp32.
};

}  // namespace tango::model
