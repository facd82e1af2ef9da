#include "checkpoint/parameter_list.h"

#include <array>
#include <string_view>
#include <utility>

#include <tango/error.h>

namespace tango::checkpoint {
namespace {

// How a family spells the parts of a layer, in the order query, key, value, attention output,
// its LayerNorm, the feed-forward layers, their LayerNorm.
struct Spelling {
  std::string_view prefix, layer;
  std::array<std::string_view, 8> parts;
  std::string_view head_dense, head_output;
};

Spelling spelling_of(Family family) {
  constexpr std::string_view kLayer = "encoder.layer.";
  constexpr std::array<std::string_view, 8> kBertParts{"attention.self.query",
                                                       "attention.self.key",
                                                       "attention.self.value",
                                                       "attention.output.dense",
                                                       "attention.output.LayerNorm",
                                                       "intermediate.dense",
                                                       "output.dense",
                                                       "output.LayerNorm"};
  switch (family) {
    case Family::kBert:
      return {"bert.", kLayer, kBertParts, "bert.pooler.dense", "classifier"};
    case Family::kRoberta:
      return {"roberta.", kLayer, kBertParts, "classifier.dense", "classifier.out_proj"};
    case Family::kMpnet:
      return {"mpnet.",
              kLayer,
              {"attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o",
               "attention.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"},
              "classifier.dense",
              "classifier.out_proj"};
    case Family::kDistilBert:
      return {"distilbert.",
              "transformer.layer.",
              {"attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin",
               "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm"},
              "pre_classifier",
              "classifier"};
  }
  throw Error(ErrorCode::kInternal, "parameter list: unknown family");
}

class Collector {
 public:
  [[nodiscard]] std::vector<ParameterSpec> take() { return std::move(parameters_); }

  void add(std::string name, tensor::Shape shape) {
    parameters_.push_back({std::move(name), std::move(shape)});
  }

  void add_linear(const std::string& stem, int outputs, int inputs) {
    add(stem + ".weight", {outputs, inputs});
    add(stem + ".bias", {outputs});
  }

  void add_layer_norm(const std::string& stem, int size) {
    add(stem + ".weight", {size});
    add(stem + ".bias", {size});
  }

  void add_encoder(const EncoderConfig& config) {
    const Spelling spelling = spelling_of(config.family);
    const std::string prefix(spelling.prefix);
    const int hidden = config.hidden_size;
    add(prefix + "embeddings.word_embeddings.weight", {config.vocab_size, hidden});
    add(prefix + "embeddings.position_embeddings.weight", {config.max_position_embeddings, hidden});
    if (config.type_vocab_size > 0) {
      add(prefix + "embeddings.token_type_embeddings.weight", {config.type_vocab_size, hidden});
    }
    add_layer_norm(prefix + "embeddings.LayerNorm", hidden);
    for (int layer = 0; layer < config.num_layers; ++layer) {
      const auto part = [&](int index) {
        return prefix + std::string(spelling.layer) + std::to_string(layer) + "." +
               std::string(spelling.parts.at(static_cast<std::size_t>(index)));
      };
      for (int index = 0; index < 4; ++index) add_linear(part(index), hidden, hidden);
      add_layer_norm(part(4), hidden);
      add_linear(part(5), config.intermediate_size, hidden);
      add_linear(part(6), hidden, config.intermediate_size);
      add_layer_norm(part(7), hidden);
    }
    if (config.relative_attention_num_buckets > 0) {
      add(prefix + "encoder.relative_attention_bias.weight",
          {config.relative_attention_num_buckets, config.num_heads});
    }
    if (config.labels.problem_type == ProblemType::kSpan) {
      add_linear("qa_outputs", 2, hidden);
      return;
    }
    add_linear(std::string(spelling.head_dense), hidden, hidden);
    add_linear(std::string(spelling.head_output), static_cast<int>(config.labels.names.size()),
               hidden);
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
  } else {
    collector.add_bilstm(std::get<BiLstmConfig>(config));
  }
  return collector.take();
}

}  // namespace tango::checkpoint
