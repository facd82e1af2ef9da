#include "checkpoint/parameter_list.h"

#include <set>
#include <utility>

#include "checkpoint/encoder_names.h"

namespace tango::checkpoint {
namespace {

class Collector {
 public:
  [[nodiscard]] std::vector<ParameterSpec> take() { return std::move(parameters_); }

  void add(std::string name, tensor::Shape shape) {
    parameters_.push_back({std::move(name), std::move(shape)});
  }

  void add_linear(const std::string& stem, int outputs, int inputs, bool has_bias = true) {
    add(stem + ".weight", {outputs, inputs});
    if (has_bias) add(stem + ".bias", {outputs});
  }

  void add_layer_norm(const std::string& stem, int size, bool has_bias = true) {
    add(stem + ".weight", {size});
    if (has_bias) add(stem + ".bias", {size});
  }

  void add_pre_norm_encoder(const EncoderConfig& config, const PreNormConfig& layers) {
    const EncoderNames names = encoder_names(config);
    const int hidden = config.hidden_size;
    add(names.word_embeddings, {config.vocab_size, hidden});
    add_layer_norm(names.embeddings_layer_norm, hidden, layers.norm_bias);
    for (const EncoderLayerNames& layer : names.layers) {
      if (!layer.attention_layer_norm.empty()) {
        add_layer_norm(layer.attention_layer_norm, hidden, layers.norm_bias);
      }
      add_linear(layer.projection, 3 * hidden, hidden, layers.attention_bias);
      add_linear(layer.attention_output, hidden, hidden, layers.attention_bias);
      add_layer_norm(layer.feed_forward_layer_norm, hidden, layers.norm_bias);
      add_linear(layer.feed_forward_inner, 2 * config.intermediate_size, hidden,
                 layers.feed_forward_bias);
      add_linear(layer.feed_forward_outer, hidden, config.intermediate_size,
                 layers.feed_forward_bias);
    }
    add_layer_norm(names.final_layer_norm, hidden, layers.norm_bias);
    add_linear(names.head_dense, hidden, hidden, layers.head_bias);
    add_layer_norm(names.head_layer_norm, hidden, layers.norm_bias);
    add_linear(names.head_output, static_cast<int>(config.labels.names.size()), hidden);
  }

  void add_encoder(const EncoderConfig& config) {
    if (config.pre_norm) return add_pre_norm_encoder(config, *config.pre_norm);
    const EncoderNames names = encoder_names(config);
    const int hidden = config.hidden_size;
    const int width = config.table_width();
    add(names.word_embeddings, {config.vocab_size, width});
    if (!names.position_embeddings.empty()) {
      add(names.position_embeddings, {config.max_position_embeddings, width});
    }
    if (!names.token_type_embeddings.empty()) {
      add(names.token_type_embeddings, {config.type_vocab_size, width});
    }
    add_layer_norm(names.embeddings_layer_norm, width);
    if (!names.embeddings_projection.empty())
      add_linear(names.embeddings_projection, hidden, width);
    std::set<std::string_view> seen;
    for (const EncoderLayerNames& layer : names.layers) {
      if (!seen.insert(layer.query).second) continue;  // shared by another layer
      for (const std::string& stem :
           {layer.query, layer.key, layer.value, layer.attention_output}) {
        add_linear(stem, hidden, hidden);
      }
      for (const std::string& stem : {layer.position_key, layer.position_query}) {
        if (config.relative && !config.relative->shares_projections && !stem.empty()) {
          add_linear(stem, hidden, hidden);
        }
      }
      add_layer_norm(layer.attention_layer_norm, hidden);
      add_linear(layer.feed_forward_inner, config.intermediate_size, hidden);
      add_linear(layer.feed_forward_outer, hidden, config.intermediate_size);
      add_layer_norm(layer.feed_forward_layer_norm, hidden);
    }
    if (config.relative) add(names.relative_embeddings, {2 * config.relative->span(), hidden});
    if (!names.relative_layer_norm.empty()) add_layer_norm(names.relative_layer_norm, hidden);
    if (!names.relative_attention_bias.empty()) {
      add(names.relative_attention_bias, {config.relative_attention_num_buckets, config.num_heads});
    }
    if (config.labels.problem_type == ProblemType::kSpan) {
      add_linear(names.head_output, 2, hidden);
      return;
    }
    if (!config.reads_sentence) add_linear(names.head_dense, hidden, hidden);
    add_linear(names.head_output, static_cast<int>(config.labels.names.size()), hidden);
  }

  void add_tfidf(const TfidfConfig& config) {
    const auto labels = static_cast<int>(config.labels.names.size());
    add("inverse_document_frequency", {config.vocab_size});
    add("classifier.weight", {config.vocab_size, labels});
    add("classifier.bias", {labels});
  }

  void add_bilstm(const BiLstmConfig& config) {
    const int gates = 4 * config.hidden_size;
    add("embedding.weight", {config.vocab_size, config.embedding_size});
    for (int layer = 0; layer < config.num_layers; ++layer) {
      const int inputs = layer == 0 ? config.embedding_size : 2 * config.hidden_size;
      for (const char* direction : {"", "_reverse"}) {
        const std::string suffix = "_l" + std::to_string(layer) + direction;
        add("lstm.weight_ih" + suffix, {gates, inputs});
        add("lstm.weight_hh" + suffix, {gates, config.hidden_size});
        add("lstm.bias_ih" + suffix, {gates});
        add("lstm.bias_hh" + suffix, {gates});
      }
    }
    add_linear("dense", config.dense_size, config.features());
    add_linear("classifier", static_cast<int>(config.labels.names.size()), config.dense_size);
  }

 private:
  std::vector<ParameterSpec> parameters_;
};

}  // namespace

std::vector<ParameterSpec> parameter_list(const ModelConfig& config) {
  Collector collector;
  if (const auto* encoder = std::get_if<EncoderConfig>(&config)) {
    collector.add_encoder(*encoder);
  } else if (const auto* tfidf = std::get_if<TfidfConfig>(&config)) {
    collector.add_tfidf(*tfidf);
  } else {
    collector.add_bilstm(std::get<BiLstmConfig>(config));
  }
  return collector.take();
}

}  // namespace tango::checkpoint
