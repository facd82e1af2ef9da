#include "train/network/encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "checkpoint/family/encoder_family.h"
#include "model/encoder/relative_position_bias.h"
#include "train/network/activation.h"
#include "train/network/token_reduction.h"

namespace tango::train {
namespace {

using checkpoint::EncoderConfig;
using checkpoint::EncoderLayerNames;
using checkpoint::EncoderNames;

std::vector<std::string> linear_stems(const EncoderLayerNames& layer) {
  return {layer.query,
          layer.key,
          layer.value,
          layer.attention_output,
          layer.feed_forward_inner,
          layer.feed_forward_outer};
}

/// "…encoder.layer.11.attention.attn.q" → "attention.attn.q".
std::string module_in_layer(const std::string& stem) {
  const std::size_t number = stem.find_first_of("0123456789");
  return stem.substr(stem.find('.', number) + 1);
}

/// MPNet's relative position bias, [1 x heads x length x length].
at::Tensor spread_relative_bias(const at::Tensor& table, std::int64_t length) {
  const at::Tensor buckets = at::empty({length, length}, at::kLong);
  auto* bucket = buckets.data_ptr<std::int64_t>();
  for (std::int64_t query = 0; query < length; ++query) {
    for (std::int64_t key = 0; key < length; ++key) {
      *bucket++ = model::relative_position_bucket(static_cast<int>(key - query),
                                                  static_cast<int>(table.size(0)));
    }
  }
  return at::embedding(table, buckets.to(table.device())).permute({2, 0, 1}).unsqueeze(0);
}

}  // namespace

std::vector<std::string> adapted_modules(const EncoderConfig& config, const LoraOptions& lora) {
  std::vector<std::string> modules;
  for (const std::string& stem : linear_stems(checkpoint::encoder_names(config).layers.front())) {
    if (is_target(lora, stem)) modules.push_back(module_in_layer(stem));
  }
  return modules;
}

void adapt(Parameters& parameters, const EncoderConfig& config, const LoraOptions& lora,
           std::uint64_t seed) {
  parameters.set_trainable(false);
  const EncoderNames names = checkpoint::encoder_names(config);
  std::size_t adapted = 0;
  for (const EncoderLayerNames& layer : names.layers) {
    for (const std::string& stem : linear_stems(layer)) {
      if (!is_target(lora, stem)) continue;
      add_lora(parameters, stem, lora.rank, seed);
      ++adapted;
    }
  }
  if (adapted == 0) {
    std::string known;
    for (const std::string& stem : linear_stems(names.layers.front())) {
      known += (known.empty() ? "" : ", ") + module_in_layer(stem);
    }
    throw Error(ErrorCode::kUsage,
                "no linear layer of the encoder matches the LoRA targets; its modules are " + known,
                {"lora_targets"});
  }
  for (const std::string& stem : {names.head_dense, names.head_output}) {
    if (stem.empty()) continue;
    for (const char* part : {".weight", ".bias"}) {
      at::Tensor parameter = parameters.at(stem + part);
      parameter.set_requires_grad(true);
    }
  }
}

Encoder::Encoder(const Parameters& parameters, const EncoderConfig& config,
                 const EncoderOptions& options)
    : config_(config), device_(options.device), dropout_(options.dropout) {
  if (!checkpoint::family_of(config.family).is_trainable) {
    throw Error(ErrorCode::kUnsupported,
                "a model of the family " + std::string(to_string(config.family)) +
                    " cannot be trained here; fine-tune it with transformers, or take one of bert, "
                    "roberta, xlm-roberta, camembert, mpnet or distilbert as the base");
  }
  const EncoderNames names = checkpoint::encoder_names(config);
  const auto parameter = [&](const std::string& name) {
    return placed(parameters.at(name), options.device);
  };
  const auto layer_norm = [&](const std::string& stem) {
    return LayerNorm{parameter(stem + ".weight"), parameter(stem + ".bias")};
  };
  const auto linear = [&](const std::string& stem) {
    return Linear(parameters, stem, options.compute, options.lora, options.device);
  };
  word_ = parameter(names.word_embeddings);
  position_ = parameter(names.position_embeddings);
  if (!names.token_type_embeddings.empty()) token_type_ = parameter(names.token_type_embeddings);
  if (!names.relative_attention_bias.empty()) {
    relative_bias_ = parameter(names.relative_attention_bias);
  }
  embeddings_layer_norm_ = layer_norm(names.embeddings_layer_norm);
  for (const EncoderLayerNames& layer : names.layers) {
    layers_.push_back({linear(layer.query), linear(layer.key), linear(layer.value),
                       linear(layer.attention_output), layer_norm(layer.attention_layer_norm),
                       linear(layer.feed_forward_inner), linear(layer.feed_forward_outer),
                       layer_norm(layer.feed_forward_layer_norm)});
  }
  if (config.labels.problem_type == checkpoint::ProblemType::kSpan) {
    span_head_.emplace(parameters, names.head_output, Compute::kFloat32, std::nullopt,
                       options.device);
    return;
  }
  head_.emplace(parameters, names.head_dense, names.head_output, config.family, options.dropout);
}

at::Tensor Encoder::normalise(const LayerNorm& layer_norm, const at::Tensor& rows) const {
  return at::layer_norm(rows, {rows.size(-1)}, layer_norm.weight.to(device_),
                        layer_norm.bias.to(device_), config_.layer_norm_eps);
}

at::Tensor Encoder::embed(const Batch& batch, Pass& pass) const {
  const std::int64_t length = batch.token_ids.size(1);
  const auto rows_of_table = [&](const at::Tensor& table, const at::Tensor& ids) {
    return at::embedding(table, ids.to(table.device())).to(device_);
  };
  at::Tensor sum =
      rows_of_table(word_, batch.token_ids) +
      position_.slice(0, config_.position_offset, config_.position_offset + length).to(device_);
  if (token_type_.defined()) sum = sum + rows_of_table(token_type_, batch.token_type_ids);
  return pass.dropout(normalise(embeddings_layer_norm_, sum), dropout_);
}

/// What is added to every layer's scores: -infinity after the ends of the texts, and MPNet's
/// relative positions.
at::Tensor Encoder::attention_bias(const at::Tensor& lengths, std::int64_t rows) const {
  at::Tensor bias = at::zeros({lengths.size(0), 1, 1, rows}, at::kFloat)
                        .masked_fill(behind_end(lengths, rows).unsqueeze(1).unsqueeze(1),
                                     -std::numeric_limits<float>::infinity())
                        .to(device_);
  if (relative_bias_.defined()) {
    bias = bias + spread_relative_bias(relative_bias_, rows).to(device_);
  }
  return bias;
}

at::Tensor Encoder::attention(const Layer& layer, const at::Tensor& hidden, const at::Tensor& bias,
                              Pass& pass, const Shown& shown) const {
  const std::int64_t texts = hidden.size(0);
  const std::int64_t rows = hidden.size(1);
  const std::int64_t head_size = config_.hidden_size / config_.num_heads;
  const at::Tensor narrow = hidden.to(layer.query.type());
  const auto heads = [&](const Linear& linear) {
    return linear.forward(narrow, pass)
        .view({texts, rows, config_.num_heads, head_size})
        .transpose(1, 2);
  };
  const at::Tensor query = heads(layer.query) * (1 / std::sqrt(static_cast<double>(head_size)));
  const at::Tensor scores = at::matmul(query, heads(layer.key).transpose(2, 3)) + bias;
  if (shown.scores != nullptr) shown.scores->push_back(scores);
  const at::Tensor value = heads(layer.value);
  const at::Tensor probabilities = at::softmax(scores, -1);
  if (shown.probabilities != nullptr) *shown.probabilities = probabilities;
  return at::matmul(pass.dropout(probabilities, dropout_).to(value.scalar_type()), value)
      .transpose(1, 2)
      .reshape({texts, rows, config_.hidden_size});
}

at::Tensor Encoder::attend(const Layer& layer, const at::Tensor& hidden, const at::Tensor& bias,
                           Pass& pass, const Shown& shown) const {
  const at::Tensor context = attention(layer, hidden, bias, pass, shown);
  return normalise(layer.attention_layer_norm,
                   hidden + pass.dropout(layer.attention_output.forward(context, pass), dropout_));
}

at::Tensor Encoder::feed_forward(const Layer& layer, const at::Tensor& attended, Pass& pass) const {
  const at::Tensor inner = activate(config_.activation, layer.inner.forward(attended, pass));
  return normalise(layer.feed_forward_layer_norm,
                   attended + pass.dropout(layer.outer.forward(inner, pass), dropout_));
}

std::vector<at::Tensor> Encoder::hidden_states(const Batch& batch, Pass& pass,
                                               std::vector<at::Tensor>* scores) const {
  const at::Tensor bias = attention_bias(batch.lengths, batch.token_ids.size(1));
  std::vector<at::Tensor> states{embed(batch, pass)};
  for (const Layer& layer : layers_) {
    const at::Tensor attended =
        attend(layer, states.back(), bias, pass, {.scores = scores, .probabilities = nullptr});
    states.push_back(feed_forward(layer, attended, pass));
  }
  return states;
}

at::Tensor Encoder::last_state(const Batch& batch, Pass& pass,
                               std::span<const float> shares) const {
  TokenReduction tokens(batch);
  at::Tensor hidden = embed(batch, pass);
  at::Tensor bias = attention_bias(tokens.lengths(), hidden.size(1));
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const bool reduces = shares[i] < (i == 0 ? 1.0F : shares[i - 1]);
    at::Tensor probabilities;
    at::Tensor attended =
        attend(layers_[i], hidden, bias, pass,
               {.scores = nullptr, .probabilities = reduces ? &probabilities : nullptr});
    if (reduces) {
      attended = tokens.reduce(shares[i], probabilities, hidden, attended);
      bias = attention_bias(tokens.lengths(), attended.size(1));
    }
    hidden = feed_forward(layers_[i], attended, pass);
  }
  return tokens.restore(hidden);
}

at::Tensor Encoder::logits(const Batch& batch, Pass& pass) const {
  return reduced_logits(batch, pass, config_.token_shares);
}

at::Tensor Encoder::reduced_logits(const Batch& batch, Pass& pass,
                                   std::span<const float> shares) const {
  const at::Tensor last =
      shares.empty() ? hidden_states(batch, pass).back() : last_state(batch, pass, shares);
  const at::Tensor logits = head_logits(last, pass);
  if (!span_head_) return logits;
  return logits.masked_fill(behind_end(batch.lengths, logits.size(1)).unsqueeze(-1),
                            -std::numeric_limits<float>::infinity());
}

at::Tensor Encoder::head_logits(const at::Tensor& last, Pass& pass) const {
  if (span_head_) return span_head_->forward(last, pass).to(at::kCPU);
  return head_->logits(last.select(1, 0).to(at::kCPU), pass);
}

}  // namespace tango::train
