#include "checkpoint/encoder_names.h"

#include <string_view>

#include "checkpoint/family/encoder_family.h"
#include "checkpoint/invalid.h"
#include "checkpoint/name_prefix.h"

namespace tango::checkpoint {
namespace {

std::string find_prefix(const EncoderConfig& config, const WeightSource& weights) {
  std::string tried;
  for (const std::string_view prefix : encoder_prefixes()) {
    const std::string name = std::string(prefix).append(family_of(config.family).word_embeddings);
    if (weights.contains(name)) return std::string(prefix);
    tried += (tried.empty() ? "" : ", ") + name;
  }
  const std::vector<std::string> names = weights.names();
  throw_invalid(weights.where(),
                "no encoder found: looked for the tensors " + tried + "; found " +
                    std::to_string(names.size()) + " tensors" +
                    (names.empty() ? "" : ", the first is " + in_quotes(names.front())));
}

EncoderLayerNames layer_names(const LayerStems& stems, const std::string& layer) {
  const auto below = [&layer](std::string_view stem) {
    return stem.empty() ? "" : layer + std::string(stem);
  };
  return {.query = below(stems.query),
          .key = below(stems.key),
          .value = below(stems.value),
          .attention_output = below(stems.attention_output),
          .attention_layer_norm = below(stems.attention_layer_norm),
          .feed_forward_inner = below(stems.feed_forward_inner),
          .feed_forward_outer = below(stems.feed_forward_outer),
          .feed_forward_layer_norm = below(stems.feed_forward_layer_norm),
          .position_key = below(stems.position_key),
          .position_query = below(stems.position_query),
          .projection = below(stems.projection)};
}

/// Leaves the names of what the layer has.
void name_positions(const RelativeConfig& relative, EncoderLayerNames& names) {
  if (relative.shares_projections) {
    names.position_key = names.key;
    names.position_query = names.query;
  }
  if (!relative.content_to_position) names.position_key.clear();
  if (!relative.position_to_content) names.position_query.clear();
}

/// Which layer's weights layer `index` has, as its class in `transformers` computes it.
std::string layer_place(const EncoderConfig& config, int index) {
  if (config.num_hidden_groups == 0) return std::to_string(index);
  const int inner = config.inner_group_num;
  const int blocks = config.num_layers / inner;  // of whole layers, each as `inner_group_num` says
  const int block = index / inner;
  const double blocks_per_group = static_cast<double>(blocks) / config.num_hidden_groups;
  const auto group = static_cast<int>(block / blocks_per_group);
  return std::to_string(group) + ".albert_layers." + std::to_string(index % inner);
}

/// With a head.
EncoderNames names_with_prefix(const EncoderConfig& config, const std::string& prefix) {
  const EncoderFamily& family = family_of(config.family);
  const std::string embeddings = prefix + "embeddings.";
  EncoderNames names;
  names.word_embeddings = prefix + std::string(family.word_embeddings);
  if (config.has_position_embeddings) {
    names.position_embeddings = embeddings + "position_embeddings.weight";
  }
  if (config.relative) {
    names.relative_embeddings = prefix + "encoder.rel_embeddings.weight";
    if (config.relative->has_layer_norm) names.relative_layer_norm = prefix + "encoder.LayerNorm";
  }
  if (config.type_vocab_size > 0) {
    names.token_type_embeddings = embeddings + "token_type_embeddings.weight";
  }
  if (config.relative_attention_num_buckets > 0) {
    names.relative_attention_bias = prefix + "encoder.relative_attention_bias.weight";
  }
  names.embeddings_layer_norm = prefix + std::string(family.embeddings_layer_norm);
  if (config.embedding_size > 0) {
    names.embeddings_projection = prefix + std::string(family.embeddings_projection);
  }
  const std::string stack = prefix + std::string(family.layers);
  for (int i = 0; i < config.num_layers; ++i) {
    names.layers.push_back(layer_names(family.layer, stack + layer_place(config, i) + "."));
    if (config.relative) name_positions(*config.relative, names.layers.back());
  }
  if (config.pre_norm) {
    names.layers.front().attention_layer_norm.clear();
    names.final_layer_norm = prefix + std::string(family.final_layer_norm);
  }
  const bool reads_spans = config.labels.problem_type == ProblemType::kSpan;
  names.head_layer_norm = family.head.layer_norm;
  const bool has_dense = !reads_spans || !names.head_layer_norm.empty();
  if (has_dense && !config.reads_sentence) {
    names.head_dense =
        (family.head.dense_has_prefix ? prefix : "") + std::string(family.head.dense);
  }
  names.head_output = reads_spans ? family.head.span_output : family.head.output;
  return names;
}

}  // namespace

EncoderNames encoder_names(const EncoderConfig& config) {
  return names_with_prefix(config, std::string(family_of(config.family).prefix));
}

EncoderNames encoder_names(const EncoderConfig& config, const WeightSource& weights) {
  EncoderNames names = names_with_prefix(config, find_prefix(config, weights));
  if (!weights.contains(names.head_output + ".weight")) {
    names.head_dense.clear();
    names.head_output.clear();
  }
  return names;
}

MaskedTokenNames masked_token_names(const EncoderConfig& config) {
  const MaskedTokenTraits& head = family_of(config.family).masked_token;
  if (head.dense.empty()) return {};
  return {.dense = std::string(head.dense),
          .layer_norm = std::string(head.layer_norm),
          .output_weight = std::string(head.decoder) + ".weight",
          .output_bias = std::string(head.output_bias)};
}

MaskedTokenNames masked_token_names(const EncoderConfig& config, const WeightSource& weights) {
  MaskedTokenNames names = masked_token_names(config);
  if (names.dense.empty()) {
    throw_unsupported(weights.where(), "masked language models of " +
                                           std::string(to_string(config.family)) +
                                           " are not supported; those of bert, roberta, mpnet and "
                                           "distilbert are");
  }
  if (!weights.contains(names.dense + ".weight")) {
    throw_invalid(weights.where(), "has no masked-language-model head: no tensor " +
                                       in_quotes(names.dense + ".weight"));
  }
  // Files often leave out what is shared with another tensor.
  if (!weights.contains(names.output_bias)) {
    names.output_bias = std::string(family_of(config.family).masked_token.decoder) + ".bias";
  }
  if (!weights.contains(names.output_weight)) {
    names.output_weight =
        find_prefix(config, weights) + std::string(family_of(config.family).word_embeddings);
  }
  return names;
}

}  // namespace tango::checkpoint
