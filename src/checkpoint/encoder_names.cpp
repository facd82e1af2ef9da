#include "checkpoint/encoder_names.h"

#include <string_view>

#include "checkpoint/invalid.h"
#include "checkpoint/name_prefix.h"

namespace tango::checkpoint {
namespace {

std::string find_prefix(const WeightSource& weights) {
  std::string tried;
  for (const std::string_view prefix : encoder_prefixes()) {
    const std::string name = std::string(prefix).append(kWordEmbeddings);
    if (weights.contains(name)) return std::string(prefix);
    tried += (tried.empty() ? "" : ", ") + name;
  }
  const std::vector<std::string> names = weights.names();
  throw_invalid(weights.where(),
                "no encoder found: looked for the tensors " + tried + "; found " +
                    std::to_string(names.size()) + " tensors" +
                    (names.empty() ? "" : ", the first is " + in_quotes(names.front())));
}

EncoderLayerNames bert_layer(const std::string& layer) {
  return {.query = layer + "attention.self.query",
          .key = layer + "attention.self.key",
          .value = layer + "attention.self.value",
          .attention_output = layer + "attention.output.dense",
          .attention_layer_norm = layer + "attention.output.LayerNorm",
          .feed_forward_inner = layer + "intermediate.dense",
          .feed_forward_outer = layer + "output.dense",
          .feed_forward_layer_norm = layer + "output.LayerNorm"};
}

EncoderLayerNames mpnet_layer(const std::string& layer) {
  EncoderLayerNames names = bert_layer(layer);
  names.query = layer + "attention.attn.q";
  names.key = layer + "attention.attn.k";
  names.value = layer + "attention.attn.v";
  names.attention_output = layer + "attention.attn.o";
  names.attention_layer_norm = layer + "attention.LayerNorm";
  return names;
}

EncoderLayerNames distilbert_layer(const std::string& layer) {
  return {.query = layer + "attention.q_lin",
          .key = layer + "attention.k_lin",
          .value = layer + "attention.v_lin",
          .attention_output = layer + "attention.out_lin",
          .attention_layer_norm = layer + "sa_layer_norm",
          .feed_forward_inner = layer + "ffn.lin1",
          .feed_forward_outer = layer + "ffn.lin2",
          .feed_forward_layer_norm = layer + "output_layer_norm"};
}

struct HeadNames {
  std::string dense;
  std::string output;
};

HeadNames head_names(Family family, const std::string& prefix) {
  switch (family) {
    case Family::kBert:
      return {prefix + "pooler.dense", "classifier"};
    case Family::kRoberta:
    case Family::kMpnet:
      return {"classifier.dense", "classifier.out_proj"};
    case Family::kDistilBert:
      return {"pre_classifier", "classifier"};
  }
  return {};
}

}  // namespace

EncoderNames encoder_names(const EncoderConfig& config, const WeightSource& weights) {
  const std::string prefix = find_prefix(weights);
  const std::string embeddings = prefix + "embeddings.";
  EncoderNames names;
  names.word_embeddings = embeddings + "word_embeddings.weight";
  names.position_embeddings = embeddings + "position_embeddings.weight";
  if (config.type_vocab_size > 0) {
    names.token_type_embeddings = embeddings + "token_type_embeddings.weight";
  }
  if (config.relative_attention_num_buckets > 0) {
    names.relative_attention_bias = prefix + "encoder.relative_attention_bias.weight";
  }
  names.embeddings_layer_norm = embeddings + "LayerNorm";
  const bool distilbert = config.family == Family::kDistilBert;
  const std::string stack = prefix + (distilbert ? "transformer.layer." : "encoder.layer.");
  for (int i = 0; i < config.num_layers; ++i) {
    const std::string layer = stack + std::to_string(i) + ".";
    if (distilbert) {
      names.layers.push_back(distilbert_layer(layer));
    } else if (config.family == Family::kMpnet) {
      names.layers.push_back(mpnet_layer(layer));
    } else {
      names.layers.push_back(bert_layer(layer));
    }
  }
  HeadNames head = config.labels.problem_type == ProblemType::kSpan
                       ? HeadNames{"", "qa_outputs"}
                       : head_names(config.family, prefix);
  if (weights.contains(head.output + ".weight")) {
    names.head_dense = std::move(head.dense);
    names.head_output = std::move(head.output);
  }
  return names;
}

MaskedTokenNames masked_token_names(const EncoderConfig& config, const WeightSource& weights) {
  MaskedTokenNames names;
  std::string decoder = "lm_head.decoder";
  switch (config.family) {
    case Family::kBert:
      names = {.dense = "cls.predictions.transform.dense",
               .layer_norm = "cls.predictions.transform.LayerNorm",
               .output_weight = {},
               .output_bias = "cls.predictions.bias"};
      decoder = "cls.predictions.decoder";
      break;
    case Family::kRoberta:
    case Family::kMpnet:
      names = {.dense = "lm_head.dense",
               .layer_norm = "lm_head.layer_norm",
               .output_weight = {},
               .output_bias = "lm_head.bias"};
      break;
    case Family::kDistilBert:
      names = {.dense = "vocab_transform",
               .layer_norm = "vocab_layer_norm",
               .output_weight = {},
               .output_bias = "vocab_projector.bias"};
      decoder = "vocab_projector";
      break;
  }
  if (!weights.contains(names.dense + ".weight")) {
    throw_invalid(weights.where(), "has no masked-language-model head: no tensor " +
                                       in_quotes(names.dense + ".weight"));
  }
  // Files often leave out what is shared with another tensor.
  if (!weights.contains(names.output_bias)) names.output_bias = decoder + ".bias";
  names.output_weight = decoder + ".weight";
  if (!weights.contains(names.output_weight)) {
    names.output_weight = find_prefix(weights) + "embeddings.word_embeddings.weight";
  }
  return names;
}

}  // namespace tango::checkpoint
