#include "cli/random_model.h"

#include <string>

#include <tango/error.h>

#include "checkpoint/random_weights.h"

namespace tango::cli {
namespace {

using checkpoint::EncoderConfig;
using checkpoint::Family;

EncoderConfig bert_base() {
  EncoderConfig config;
  config.family = Family::kBert;
  config.vocab_size = 30522;
  config.hidden_size = 768;
  config.num_layers = 12;
  config.num_heads = 12;
  config.intermediate_size = 3072;
  config.max_position_embeddings = 512;
  config.type_vocab_size = 2;
  config.labels.names = {"LABEL_0", "LABEL_1"};
  return config;
}

}  // namespace

EncoderConfig known_config(std::string_view name) {
  EncoderConfig config = bert_base();
  if (name == "bert-base") return config;
  if (name == "distilbert-base") {
    config.family = Family::kDistilBert;
    config.num_layers = 6;
    config.type_vocab_size = 0;
    return config;
  }
  if (name == "tinybert4") {
    config.hidden_size = 312;
    config.num_layers = 4;
    config.intermediate_size = 1200;
    return config;
  }
  config.layer_norm_eps = 1e-5F;
  config.max_position_embeddings = 514;
  config.position_offset = 2;
  if (name == "roberta-base") {
    config.family = Family::kRoberta;
    config.vocab_size = 50265;
    config.type_vocab_size = 1;
    return config;
  }
  if (name == "mpnet-base") {
    config.family = Family::kMpnet;
    config.vocab_size = 30527;
    config.type_vocab_size = 0;
    config.relative_attention_num_buckets = 32;
    return config;
  }
  throw Error(ErrorCode::kUsage,
              "--random " + std::string(name) +
                  ": not known; expected bert-base, roberta-base, mpnet-base, distilbert-base or "
                  "tinybert4");
}

std::unique_ptr<model::Model> make_random_model(std::string_view name, model::Precision precision) {
  const checkpoint::ModelConfig config = known_config(name);
  return model::make_model(config, checkpoint::RandomWeights(config, 1), precision);
}

}  // namespace tango::cli
