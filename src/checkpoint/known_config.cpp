#include "checkpoint/known_config.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

/// What the base models of the families have in common.
EncoderConfig base_of(Family family) {
  EncoderConfig config = default_config(family);
  config.vocab_size = 30522;
  config.hidden_size = 768;
  config.num_layers = 12;
  config.num_heads = 12;
  config.intermediate_size = 3072;
  config.max_position_embeddings = 512 + config.position_offset;
  config.labels.names = {"negative", "positive"};
  return config;
}

EncoderConfig distilbert_base() {
  EncoderConfig config = base_of(Family::kDistilBert);
  config.num_layers = 6;
  return config;
}

EncoderConfig smaller_bert(int num_layers, int hidden_size, int intermediate_size) {
  EncoderConfig config = base_of(Family::kBert);
  config.num_layers = num_layers;
  config.hidden_size = hidden_size;
  config.intermediate_size = intermediate_size;
  return config;
}

EncoderConfig roberta_base() {
  EncoderConfig config = base_of(Family::kRoberta);
  config.vocab_size = 50265;
  config.type_vocab_size = 1;
  config.layer_norm_eps = 1e-5F;
  return config;
}

EncoderConfig mpnet_base() {
  EncoderConfig config = base_of(Family::kMpnet);
  config.vocab_size = 30527;
  config.layer_norm_eps = 1e-5F;
  return config;
}

BiLstmConfig bilstm() {
  return {.vocab_size = 10000,
          .embedding_size = 50,
          .hidden_size = 64,
          .num_layers = 2,
          .dense_size = 200,
          .max_words = 128,
          .labels = base_of(Family::kBert).labels};
}

struct Known {
  std::string_view name;
  ModelConfig (*config)();
};

constexpr std::array kKnown{
    Known{"bert-base", [] { return ModelConfig(base_of(Family::kBert)); }},
    Known{"roberta-base", [] { return ModelConfig(roberta_base()); }},
    Known{"mpnet-base", [] { return ModelConfig(mpnet_base()); }},
    Known{"distilbert-base", [] { return ModelConfig(distilbert_base()); }},
    Known{"minilm6", [] { return ModelConfig(smaller_bert(6, 384, 1536)); }},
    Known{"tinybert4", [] { return ModelConfig(smaller_bert(4, 312, 1200)); }},
    Known{"bilstm", [] { return ModelConfig(bilstm()); }},
};

}  // namespace

std::vector<std::string> known_config_names() {
  std::vector<std::string> names;
  names.reserve(std::size(kKnown));
  for (const Known& known : kKnown) names.emplace_back(known.name);
  return names;
}

ModelConfig known_config(std::string_view name) {
  const auto* const found = std::ranges::find(kKnown, name, &Known::name);
  if (found != kKnown.end()) return found->config();
  throw Error(ErrorCode::kUsage, fmt::format("no model of known size is called \"{}\"; expected {}",
                                             name, fmt::join(known_config_names(), ", ")));
}

}  // namespace tango::checkpoint
