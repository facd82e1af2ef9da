// The names that each family's files give to the tensors of an encoder.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Stems: a linear layer or LayerNorm at stem s has tensors s + ".weight" and s + ".bias".
struct EncoderLayerNames {
  std::string query, key, value, attention_output, attention_layer_norm;
  std::string feed_forward_inner, feed_forward_outer, feed_forward_layer_norm;
};

struct EncoderNames {
  std::string word_embeddings, position_embeddings;  ///< Whole names of [rows x hidden] tables.
  std::string token_type_embeddings;                 ///< Empty where the family has none.
  std::string relative_attention_bias;  ///< [buckets x heads]; empty where the family has none.
  std::string embeddings_layer_norm;
  std::vector<EncoderLayerNames> layers;
  /// The head's hidden layer: BERT's pooler, RoBERTa's and MPNet's classifier.dense, DistilBERT's
  /// pre_classifier. Empty, like head_output, when the file has no classification head.
  std::string head_dense;
  std::string head_output;  ///< Of a span model the one layer, on every token: qa_outputs.
};

/// Finds the family prefix ("bert.", "model.", none …) by looking at what `weights` holds. Throws
/// kInvalidModel that lists the names looked for when no prefix fits.
[[nodiscard]] EncoderNames encoder_names(const EncoderConfig& config, const WeightSource& weights);

/// The head that says what stands behind a mask token: a dense layer, a LayerNorm, and a product
/// with the word embeddings.
struct MaskedTokenNames {
  std::string dense, layer_norm;           ///< Stems.
  std::string output_weight, output_bias;  ///< Whole names, [vocabulary x hidden] and [vocabulary].
};

/// Throws kInvalidModel when the checkpoint has no such head.
[[nodiscard]] MaskedTokenNames masked_token_names(const EncoderConfig& config,
                                                  const WeightSource& weights);

}  // namespace tango::checkpoint
