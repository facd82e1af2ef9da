// What `config.json` says about a model, checked, under the same names for every family.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tango::checkpoint {

/// Families of encoder that share one implementation. TinyBERT and MiniLM are kBert by config.
enum class Family : std::uint8_t {
  kBert,
  kRoberta,
  kMpnet,
  kDistilBert,
  kElectra,
  kAlbert,
  kDeberta,
  kModernBert
};

/// As config.json and our reports name it: "bert", "roberta" …
[[nodiscard]] std::string_view to_string(Family family);

/// kGelu is the exact one (erf); kGeluTanh is "gelu_new" and "gelu_pytorch_tanh"; kTanh is one of
/// heads only, never a config.json's "hidden_act".
enum class Activation : std::uint8_t { kGelu, kGeluTanh, kRelu, kTanh };

/// "gelu", "gelu_tanh", "relu" or "tanh".
[[nodiscard]] std::string_view to_string(Activation activation);

/// What the logits mean (Hugging Face's `problem_type`): softmax, independent sigmoids, or numbers;
/// kSpan (its classes for question answering): two numbers per token, whether it is the first of
/// the answer and whether it is the last.
enum class ProblemType : std::uint8_t {
  kSingleLabelClassification,
  kMultiLabelClassification,
  kRegression,
  kSpan
};

/// As config.json names it, and "span".
[[nodiscard]] std::string_view to_string(ProblemType type);

/// The problem type that a config.json names; nullopt for any other name, "span" included.
[[nodiscard]] std::optional<ProblemType> find_problem_type(std::string_view name);

/// The answers a head can give: `id2label` in id order ("LABEL_0" … where the file has none).
struct Labels {
  std::vector<std::string> names;
  ProblemType problem_type = ProblemType::kSingleLabelClassification;
};

/// Of every span model.
[[nodiscard]] inline Labels span_labels() {
  return {.names = {"start", "end"}, .problem_type = ProblemType::kSpan};
}

/// DeBERTa's relative positions: one vector for each bucket of distances.
struct RelativeConfig {
  int position_buckets = 0;  ///< For one direction; 0: a bucket for every distance.
  int max_relative_positions = 0;
  bool content_to_position = true, position_to_content = true;  ///< At least one.
  bool shares_projections = false;  ///< Those of the tokens serve the positions, too.
  bool has_layer_norm = false;      ///< Over the vectors.

  /// The vectors for one direction; there are twice as many.
  [[nodiscard]] int span() const {
    return position_buckets > 0 ? position_buckets : max_relative_positions;
  }
};

/// ModernBERT's layers: normalised before each sum, queries and keys rotated by their positions.
struct PreNormConfig {
  /// Of each layer, whether a token sees only those at most `half_window` away from it.
  std::vector<bool> is_local;
  int half_window = 0;
  double global_rope_theta = 160000, local_rope_theta = 10000;
  bool attention_bias = false, feed_forward_bias = false, norm_bias = false, head_bias = false;
  bool pools_mean = false;  ///< The classifier reads the mean of the tokens, not the first.
};

/// The "model_type" of an encoder that `reads_sentence`; its own stands in "encoder_type".
inline constexpr const char* kSentenceEmbeddings = "sentence_embeddings";

struct EncoderConfig {
  Family family = Family::kBert;
  int vocab_size = 0;
  int hidden_size = 0;
  int embedding_size = 0;  ///< Where a product makes hidden states of the embeddings; else 0.
  int num_layers = 0;
  int num_hidden_groups = 0;  ///< ALBERT: groups of layers that share weights; else 0.
  int inner_group_num = 1;    ///< ALBERT: the layers of a group; divides num_layers.
  int num_heads = 0;          ///< Divides hidden_size.
  int intermediate_size = 0;
  int max_position_embeddings = 0;  ///< Rows of the position table, offset included.
  /// RoBERTa, MPNet: the first token's position, the padding id + 1, usually 2; padding tokens all
  /// have the position before it, and the others count without them. Else 0.
  int position_offset = 0;
  int type_vocab_size = 0;                 ///< 0 where the family has no token types.
  int relative_attention_num_buckets = 0;  ///< MPNet; else 0.
  bool has_position_embeddings = true;
  std::optional<RelativeConfig> relative;  ///< DeBERTa; else nullopt.
  std::optional<PreNormConfig> pre_norm;   ///< ModernBERT; else nullopt.
  float layer_norm_eps = 1e-12F;
  Activation activation = Activation::kGelu;
  Activation head_activation = Activation::kTanh;
  Labels labels;
  /// Per layer, the share of a text's tokens that it keeps after its attention, those that get most
  /// attention; the others are pruned ("token_shares"; Kim and Cho 2021, Guskin et al. 2021).
  /// Empty: none are pruned.
  std::vector<float> token_shares;
  /// "sentence_embeddings": the head is one layer on the mean of the tokens' last states, scaled to
  /// length 1, as sentence-transformers embeds a text.
  bool reads_sentence = false;

  /// The width of the tables of embeddings.
  [[nodiscard]] int table_width() const {
    return embedding_size > 0 ? embedding_size : hidden_size;
  }
  /// Its rows of positions skip tokens with this id; -1 where none do.
  [[nodiscard]] int padding_id() const { return position_offset - 1; }

  /// The longest input in tokens, special tokens included.
  [[nodiscard]] int max_tokens() const { return max_position_embeddings - position_offset; }
};

/// The paper's two-layer bidirectional LSTM (Mamou et al. 2022, section 4.1; Tang et al. 2019).
struct BiLstmConfig {
  int vocab_size = 0;
  int embedding_size = 0;
  int hidden_size = 0;  ///< Per direction.
  int num_layers = 0;   ///< 0: static embeddings, the mean of a text's word vectors.
  int dense_size = 0;
  int max_words = 0;  ///< The longest input in words.
  Labels labels;

  /// The width of what the dense layer reads.
  [[nodiscard]] int features() const { return num_layers == 0 ? embedding_size : 2 * hidden_size; }
};

/// A logistic regression on the words of a text and its pairs of neighbouring words, weighted by
/// TF-IDF.
struct TfidfConfig {
  int vocab_size = 0;  ///< Words, special ones included, and pairs.
  int max_words = 0;   ///< The longest input in words.
  Labels labels;

  /// The longest input in words and pairs.
  [[nodiscard]] int max_tokens() const { return 2 * max_words - 1; }
};

using ModelConfig = std::variant<EncoderConfig, BiLstmConfig, TfidfConfig>;

/// How many of a text's tokens a layer's share keeps: rounded up, at least 1.
[[nodiscard]] inline int tokens_kept(float share, int tokens) {
  const int kept = static_cast<int>(std::ceil(share * static_cast<float>(tokens)));
  return std::clamp(kept, 1, tokens);
}

[[nodiscard]] const Labels& labels_of(const ModelConfig& config);
[[nodiscard]] int max_tokens_of(const ModelConfig& config);
[[nodiscard]] int vocab_size_of(const ModelConfig& config);

/// Reads `directory/config.json`. Throws kNotFound, kInvalidModel (the file, the field, what is
/// there, what would be right) or kUnsupported (a family, activation or position type that nothing
/// here implements).
[[nodiscard]] ModelConfig read_model_config(const std::filesystem::path& directory);

}  // namespace tango::checkpoint
