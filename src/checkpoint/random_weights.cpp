#include "checkpoint/random_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <tango/error.h>

#include "base/random.h"

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
  throw Error(ErrorCode::kInternal, "random weights: unknown family");
}

struct Rule {
  float offset, scale;
};

// The scale that gives a product of `inputs` unit-variance values the variance gain^2.
float linear_scale(double gain, std::int64_t inputs) {
  return static_cast<float>(gain * std::sqrt(3.0 / static_cast<double>(inputs)));
}

// Kept in step with tests/parity/tango_parity/random_weights.py. Where the offset is not 0 the
// scale is a power of two, so that a fused multiply-add changes nothing.
Rule rule_of(std::string_view name, const tensor::Shape& shape) {
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  const auto has_any = [&](auto... parts) { return (has(parts) || ...); };
  if (has_any("LayerNorm.weight", "layer_norm.weight")) return {1, 0.25F};
  if (shape.rank() == 1) return {0, 0.125F};
  if (has("relative_attention_bias")) return {0, 2};
  if (has("_embeddings.weight")) return {0, 0.0625F};
  if (has("embedding.weight")) return {0, 2};
  if (name == "dense.weight") return {0, linear_scale(4, shape[1])};
  const bool sharp = has_any(".query.", ".key.", ".q.", ".k.", ".q_lin.", ".k_lin.",
                             ".intermediate.dense.", ".ffn.lin1.", "lstm.weight");
  return {0, linear_scale(sharp ? 1.5 : 1.0, shape[1])};
}

}  // namespace

RandomWeights::RandomWeights(const ModelConfig& config, std::uint64_t seed) : seed_(seed) {
  if (const auto* encoder = std::get_if<EncoderConfig>(&config)) {
    add_encoder(*encoder);
  } else {
    add_bilstm(std::get<BiLstmConfig>(config));
  }
}

void RandomWeights::add(std::string name, tensor::Shape shape) {
  entries_.push_back({std::move(name), std::move(shape)});
}

void RandomWeights::add_linear(const std::string& stem, int outputs, int inputs) {
  add(stem + ".weight", {outputs, inputs});
  add(stem + ".bias", {outputs});
}

void RandomWeights::add_layer_norm(const std::string& stem, int size) {
  add(stem + ".weight", {size});
  add(stem + ".bias", {size});
}

void RandomWeights::add_encoder(const EncoderConfig& config) {
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
  add_linear(std::string(spelling.head_dense), hidden, hidden);
  add_linear(std::string(spelling.head_output), static_cast<int>(config.labels.names.size()),
             hidden);
}

void RandomWeights::add_bilstm(const BiLstmConfig& config) {
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
  add_linear("dense", config.dense_size, 2 * config.hidden_size);
  add_linear("classifier", static_cast<int>(config.labels.names.size()), config.dense_size);
}

const RandomWeights::Entry* RandomWeights::find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

std::int64_t RandomWeights::num_parameters() const {
  std::int64_t sum = 0;
  for (const Entry& entry : entries_) sum += entry.shape.elements();
  return sum;
}

std::vector<std::string> RandomWeights::names() const {
  std::vector<std::string> all;
  all.reserve(entries_.size());
  for (const Entry& entry : entries_) all.push_back(entry.name);
  return all;
}

bool RandomWeights::contains(std::string_view name) const { return find(name) != nullptr; }

tensor::Tensor RandomWeights::load(std::string_view name, const tensor::Shape& expected) const {
  const Entry* entry = find(name);
  if (entry == nullptr || entry->shape != expected) {
    throw Error(ErrorCode::kInvalidModel,
                "random weights: tensor '" + std::string(name) + "' is " +
                    (entry == nullptr ? "absent" : "of shape " + to_string(entry->shape)) +
                    ", expected shape " + to_string(expected));
  }
  tensor::Tensor tensor(expected);
  const base::RandomStream stream(seed_, name);
  const Rule rule = rule_of(name, expected);
  float* const data = tensor.data();
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    data[i] = rule.offset + rule.scale * stream.signed_unit(i);
  }
  return tensor;
}

}  // namespace tango::checkpoint
