// From token ids to the first hidden states.
#pragma once

#include <memory>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/encoder/layer_norm.h"
#include "model/packed_batch.h"

namespace tango::model {

class Embeddings {
 public:
  Embeddings(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
             const checkpoint::WeightSource& weights);

  /// Throws kInvalidInput naming the text and the token when an id or a token type is outside its
  /// table, or the text when it is too long.
  void check(const PackedBatch& batch) const;

  /// dst [tokens x hidden]; of it, the rows of texts `begin` … `end` - 1. Requires a batch that
  /// passed `check`.
  void forward(const PackedBatch& batch, int begin, int end, float* dst) const;

 private:
  int vocab_size_, type_vocab_size_, max_tokens_;
  std::shared_ptr<const float> word_, position_;
  std::shared_ptr<const float> token_type_;  ///< Null for a family without token types.
  std::size_t first_position_;  ///< Elements before the first token's row of position_.
  LayerNorm layer_norm_;
};

}  // namespace tango::model
