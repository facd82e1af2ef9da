// What sets the families of encoders apart. Each has one table, in the file of its name; all other
// code asks the table. To add a family: write its file, and name it in Family (model_config.h) and
// in encoder_families().
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "checkpoint/model_config.h"
#include "checkpoint/name_prefix.h"

namespace tango::checkpoint {

struct ModelType {
  std::string_view name;        ///< "model_type" in config.json.
  std::string_view class_stem;  ///< "Bert" of BertForSequenceClassification in `transformers`.
};

/// What config.json calls the sizes of an encoder. By default as BERT does.
struct ConfigFields {
  std::string_view hidden_size = "hidden_size";
  std::string_view num_layers = "num_hidden_layers";
  std::string_view num_heads = "num_attention_heads";
  std::string_view intermediate_size = "intermediate_size";
  std::string_view activation = "hidden_act";
  std::string_view layer_norm_eps = "layer_norm_eps";
  std::string_view head_activation;  ///< Empty: the family's class fixes it.
};

/// Names of the parts of one layer, below the name of the layer. Each is a stem: its tensors are
/// stem + ".weight" and stem + ".bias". By default as BERT has them.
struct LayerStems {
  std::string_view query = "attention.self.query";
  std::string_view key = "attention.self.key";
  std::string_view value = "attention.self.value";
  std::string_view attention_output = "attention.output.dense";
  std::string_view attention_layer_norm = "attention.output.LayerNorm";
  std::string_view feed_forward_inner = "intermediate.dense";
  std::string_view feed_forward_outer = "output.dense";
  std::string_view feed_forward_layer_norm = "output.LayerNorm";
  std::string_view position_key, position_query;  ///< Of relative positions; empty for none.
  std::string_view projection;  ///< Of query, key and value in one; empty where they are apart.
};

/// The classification head: a dense layer, an activation, dropout, then the labels' layer.
struct HeadTraits {
  std::string_view dense;  ///< Stem.
  /// Whether the dense layer's name has the encoder's prefix, as BERT's pooler has.
  bool dense_has_prefix = false;
  std::string_view layer_norm;             ///< Stem, after the activation; empty for none.
  std::string_view output = "classifier";  ///< Stem.
  /// Of a model for question answering. Where there is a `layer_norm`, all before it is there, too.
  std::string_view span_output = "qa_outputs";
  Activation activation = Activation::kTanh;  ///< Or what config.json says.
  bool dropout_before_dense = false;          ///< In training.
};

/// The head of masked language models: a dense layer, an activation, a LayerNorm, and a product
/// with the word embeddings. Empty where nothing here computes the family's.
struct MaskedTokenTraits {
  std::string_view dense, layer_norm;  ///< Stems.
  std::string_view output_bias;        ///< The bias's whole name, where the decoder has none.
  std::string_view decoder;            ///< Stem; files often leave its tensors out.
  std::optional<Activation> activation = std::nullopt;  ///< nullopt: that of the layers.
};

struct EncoderFamily {
  Family family = Family::kBert;
  std::span<const ModelType> model_types;  ///< The first one's name stands for the family.
  ConfigFields fields = {};

  std::string_view prefix;  ///< Of an encoder's tensors in a file that has a head, too: "bert.".
  std::string_view word_embeddings = kWordEmbeddings;  ///< A whole name below the prefix.
  std::string_view embeddings_layer_norm = "embeddings.LayerNorm";  ///< Stem.
  std::string_view final_layer_norm;           ///< Stem, after all layers; empty for none.
  std::string_view layers = "encoder.layer.";  ///< Then the number of the layer.
  LayerStems layer = {};
  HeadTraits head;
  MaskedTokenTraits masked_token;

  int type_vocab_size = 0;  ///< Where config.json says nothing. 0: the family has no token types.
  /// The first token's position. With `offset_follows_padding` it is pad_token_id + 1, and this
  /// holds where config.json has none.
  int position_offset = 0;
  bool offset_follows_padding = false;
  /// Buckets of distances between tokens, each with a bias per head. 0: none.
  int relative_attention_num_buckets = 0;
  bool has_layer_norm_eps = true;             ///< Whether config.json's "layer_norm_eps" counts.
  Activation activation = Activation::kGelu;  ///< Where config.json says nothing.
  /// Stem, below the prefix, of the layer that widens embeddings of another size
  /// ("embedding_size"); empty: the family has none.
  std::string_view embeddings_projection = "";
  bool always_projects = false;  ///< Even to the same width.
  /// Layers share weights in groups; `layers` is followed by the group and the layer in it.
  bool has_layer_groups = false;
  bool has_relative_positions = false;  ///< DeBERTa's.
  bool is_pre_norm = false;             ///< ModernBERT's layers.
  double layer_norm_eps = 1e-12;        ///< Where config.json says nothing.
  bool is_trainable = true;             ///< Whether src/train computes it.
};

/// Every family.
[[nodiscard]] std::span<const EncoderFamily* const> encoder_families();

[[nodiscard]] const EncoderFamily& family_of(Family family);

/// Null where no family has that "model_type".
[[nodiscard]] const EncoderFamily* find_family(std::string_view model_type);

/// The class stem of one of the family's model types, of its first for any other.
[[nodiscard]] std::string_view class_stem_of(const EncoderFamily& family,
                                             std::string_view model_type);

/// A configuration that holds what the family's table says; every size is still to be set.
[[nodiscard]] EncoderConfig default_config(Family family);

// The tables. Use encoder_families().
extern const EncoderFamily kBertFamily;
extern const EncoderFamily kRobertaFamily;
extern const EncoderFamily kMpnetFamily;
extern const EncoderFamily kDistilBertFamily;
extern const EncoderFamily kElectraFamily;
extern const EncoderFamily kAlbertFamily;
extern const EncoderFamily kDebertaFamily;
extern const EncoderFamily kModernBertFamily;

}  // namespace tango::checkpoint
