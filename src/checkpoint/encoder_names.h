// The names of an encoder's tensors, from its family's table.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Stems: a linear layer or LayerNorm at stem s has tensors s + ".weight" and s + ".bias".
struct EncoderLayerNames {
  std::string query, key, value, attention_output;
  std::string attention_layer_norm;  ///< Empty where there is none: in ModernBERT's first layer.
  std::string feed_forward_inner, feed_forward_outer, feed_forward_layer_norm;
  /// What makes keys and queries of relative positions; empty where the layer has none.
  std::string position_key, position_query;
  /// Query, key and value in one, their rows in that order; empty where the three above are apart,
  /// which it leaves empty.
  std::string projection;
};

struct EncoderNames {
  std::string word_embeddings;          ///< Whole names of [rows x hidden] tables.
  std::string position_embeddings;      ///< Empty where the model has none.
  std::string token_type_embeddings;    ///< Empty where the family has none.
  std::string relative_attention_bias;  ///< [buckets x heads]; empty where the family has none.
  std::string relative_embeddings;  ///< DeBERTa's [2 spans x hidden]; empty where there are none.
  std::string relative_layer_norm;  ///< Over those; empty where there is none.
  std::string embeddings_layer_norm;
  std::string embeddings_projection;      ///< Empty where there is none.
  std::vector<EncoderLayerNames> layers;  ///< As they run; layers that share weights share names.
  std::string final_layer_norm;           ///< Empty where the family has none.
  /// The head's hidden layer, such as BERT's pooler. Empty, like head_output, when the file has no
  /// classification head.
  std::string head_dense;
  std::string head_layer_norm;  ///< Of what the hidden layer gives; empty where there is none.
  std::string head_output;  ///< Of a span model its only layer, on every token: qa_outputs. Where
                            ///< the head has a LayerNorm, its hidden layer is on every token, too.
};

/// In a file of a model with a head, as `transformers` writes it.
[[nodiscard]] EncoderNames encoder_names(const EncoderConfig& config);

/// In `weights`: their prefix ("bert.", "model.", none …) is found by what they hold. Throws
/// kInvalidModel that lists the names that were looked for when no prefix fits.
[[nodiscard]] EncoderNames encoder_names(const EncoderConfig& config, const WeightSource& weights);

/// The head that predicts the word at a mask token: a dense layer, a LayerNorm, and a product with
/// the word embeddings.
struct MaskedTokenNames {
  std::string dense, layer_norm;           ///< Stems.
  std::string output_weight, output_bias;  ///< Whole names, [vocabulary x hidden] and [vocabulary].
};

/// In a file that shares no tensor of the head with another. Empty where nothing here computes the
/// family's.
[[nodiscard]] MaskedTokenNames masked_token_names(const EncoderConfig& config);

/// In `weights`. Throws kInvalidModel when they have no such head, kUnsupported where nothing here
/// computes the family's.
[[nodiscard]] MaskedTokenNames masked_token_names(const EncoderConfig& config,
                                                  const WeightSource& weights);

}  // namespace tango::checkpoint
