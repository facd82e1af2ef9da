#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "checkpoint/config_parsers.h"
#include "checkpoint/family/encoder_family.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

Activation parse_activation(const base::Json& json, std::string_view key, Activation fallback,
                            bool of_head, std::string_view where) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return fallback;
  const auto name = base::require_field<std::string>(json, key, where);
  if (name == "gelu") return Activation::kGelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::kGeluTanh;
  if (name == "relu") return Activation::kRelu;
  if (name == "tanh" && of_head) return Activation::kTanh;
  throw_unsupported(where, in_quotes(key) + " is " + in_quotes(name) +
                               "; supported are gelu, gelu_new, gelu_pytorch_tanh and relu");
}

float parse_layer_norm_eps(const base::Json& json, const EncoderFamily& family,
                           std::string_view where) {
  if (!family.has_layer_norm_eps) return static_cast<float>(family.layer_norm_eps);
  const std::string_view key = family.fields.layer_norm_eps;
  const auto eps = base::field_or<double>(json, key, where, family.layer_norm_eps);
  if (!(static_cast<float>(eps) > 0.0F && eps < 1.0)) {
    throw_invalid(where,
                  in_quotes(key) + " should be above 0 and below 1, found " + std::to_string(eps));
  }
  return static_cast<float>(eps);
}

/// Reads what ALBERT says of its layers; `config.num_layers` becomes the number that runs.
void parse_layer_groups(const base::Json& json, EncoderConfig& config, std::string_view where) {
  config.num_hidden_groups = size_or(json, "num_hidden_groups", where, 1, kMostLayers, 1);
  config.inner_group_num = size_or(json, "inner_group_num", where, 1, kMostLayers, 1);
  const std::int64_t layers = std::int64_t{config.num_layers} * config.inner_group_num;
  if (layers > kMostLayers) {
    throw_invalid(where, "\"num_hidden_layers\" times \"inner_group_num\" should be at most " +
                             std::to_string(kMostLayers) + ", found " + std::to_string(layers));
  }
  config.num_layers = static_cast<int>(layers);
}

/// 0 where no layer stands between the embeddings and the encoder.
int parse_embedding_size(const base::Json& json, const EncoderFamily& family, int hidden_size,
                         std::string_view where) {
  constexpr int kDefault = 128;  // of the classes of ELECTRA and ALBERT
  if (family.embeddings_projection.empty()) return 0;
  const int size = size_or(json, "embedding_size", where, 1, kLargestWidth, kDefault);
  return size == hidden_size && !family.always_projects ? 0 : size;
}

/// Refuses what changes the computation and is not implemented.
void check_variant(const base::Json& json, std::string_view where) {
  const auto position =
      base::field_or<std::string>(json, "position_embedding_type", where, "absolute");
  if (position != "absolute") {
    throw_unsupported(
        where, "\"position_embedding_type\" is " + in_quotes(position) + "; supported is absolute");
  }
  for (const char* key : {"is_decoder", "add_cross_attention"}) {
    if (base::field_or(json, key, where, false)) {
      throw_unsupported(where, in_quotes(key) + " is true; only encoders are supported");
    }
  }
  if (const auto pruned = json.find("pruned_heads"); pruned != json.end() && !pruned->empty()) {
    throw_unsupported(where, "\"pruned_heads\" is not empty; pruned attention is not supported");
  }
}

int parse_position_offset(const base::Json& json, const EncoderFamily& family,
                          std::string_view where) {
  if (!family.offset_follows_padding) return family.position_offset;
  return size_or(json, "pad_token_id", where, 0, 1 << 20, family.position_offset - 1) + 1;
}

int parse_buckets(const base::Json& json, const EncoderFamily& family, std::string_view where) {
  const int only = family.relative_attention_num_buckets;
  if (only == 0) return 0;
  const int buckets = size_or(json, "relative_attention_num_buckets", where, 1, 1 << 20, only);
  if (buckets != only) {
    throw_unsupported(where, "\"relative_attention_num_buckets\" is " + std::to_string(buckets) +
                                 "; this family computes with " + std::to_string(only));
  }
  return buckets;
}

std::vector<float> parse_token_shares(const base::Json& json, const EncoderConfig& config,
                                      std::string_view where) {
  const auto found =
      base::field_or<std::vector<double>>(json, "token_shares", where, std::vector<double>());
  if (found.empty()) return {};
  std::vector<float> shares(found.begin(), found.end());
  const bool right = shares.size() == static_cast<std::size_t>(config.num_layers) &&
                     std::is_sorted(shares.rbegin(), shares.rend()) && shares.front() <= 1 &&
                     shares.back() > 0;
  if (!right) {
    throw_invalid(where, "\"token_shares\" should have a number for each of " +
                             std::to_string(config.num_layers) +
                             " layers, above 0, at most 1 and never rising");
  }
  if (config.relative_attention_num_buckets > 0 || config.relative) {
    throw_unsupported(where,
                      "\"token_shares\" with relative positions, which need every token in place");
  }
  if (config.pre_norm) {
    throw_unsupported(where, "\"token_shares\" with ModernBERT, whose layers do not drop tokens");
  }
  return shares;
}

}  // namespace

std::optional<EncoderConfig> parse_encoder_config(std::string_view model_type,
                                                  const base::Json& json, std::string_view where) {
  const EncoderFamily* const family = find_family(model_type);
  if (family == nullptr) return std::nullopt;
  check_variant(json, where);
  const ConfigFields& fields = family->fields;

  EncoderConfig config = default_config(family->family);
  config.vocab_size = require_size(json, "vocab_size", where, 1, kLargestTable);
  config.hidden_size = require_size(json, fields.hidden_size, where, 1, kLargestWidth);
  config.embedding_size = parse_embedding_size(json, *family, config.hidden_size, where);
  config.num_layers = require_size(json, fields.num_layers, where, 1, kMostLayers);
  if (family->has_layer_groups) parse_layer_groups(json, config, where);
  config.num_heads = require_size(json, fields.num_heads, where, 1, kLargestWidth);
  if (config.hidden_size % config.num_heads != 0) {
    throw_invalid(where, in_quotes(fields.hidden_size) + " should be a multiple of " +
                             in_quotes(fields.num_heads) + ", found " +
                             std::to_string(config.hidden_size) + " and " +
                             std::to_string(config.num_heads));
  }
  config.intermediate_size = require_size(json, fields.intermediate_size, where, 1, kLargestWidth);
  config.position_offset = parse_position_offset(json, *family, where);
  config.max_position_embeddings = require_size(json, "max_position_embeddings", where,
                                                config.position_offset + 1, kLargestTable);
  if (family->has_relative_positions) {
    config.type_vocab_size = size_or(json, "type_vocab_size", where, 0, kLargestTable, 0);
    config.has_position_embeddings = base::field_or(json, "position_biased_input", where, true);
    config.relative = parse_relative_config(json, config, where);
  }
  if (family->is_pre_norm) {
    config.has_position_embeddings = false;
    config.pre_norm = parse_pre_norm_config(json, config, where);
  }
  if (family->type_vocab_size > 0) {
    config.type_vocab_size =
        size_or(json, "type_vocab_size", where, 1, kLargestTable, family->type_vocab_size);
  }
  config.relative_attention_num_buckets = parse_buckets(json, *family, where);
  config.layer_norm_eps = parse_layer_norm_eps(json, *family, where);
  config.activation = parse_activation(json, fields.activation, family->activation, false, where);
  if (!fields.head_activation.empty()) {
    config.head_activation =
        parse_activation(json, fields.head_activation, family->head.activation, true, where);
  }
  config.labels = parse_labels(json, where);
  config.token_shares = parse_token_shares(json, config, where);
  return config;
}

}  // namespace tango::checkpoint
