// BERT, RoBERTa, MPNet and DistilBERT in libtorch: what src/model/encoder computes, with gradients.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/encoder_names.h"
#include "checkpoint/model_config.h"
#include "train/network/head.h"
#include "train/network/linear.h"
#include "train/network/network.h"

namespace tango::train {

struct EncoderOptions {
  Compute compute = Compute::kFloat32;
  at::Device device = at::kCPU;
  double dropout = 0.1;  ///< Of embeddings, attention probabilities, sub-layers' outputs and head.
  std::optional<LoraOptions> lora;  ///< The parameters must have the adapters already (adapt).
};

/// Freezes everything but the head and adds an adapter to every target. Throws kUsage, with a
/// list of the modules, when no module matches the targets.
void adapt(Parameters& parameters, const checkpoint::EncoderConfig& config, const LoraOptions& lora,
           std::uint64_t seed);

/// The ends of the names of the modules that `lora` adapts in every layer, for PEFT.
[[nodiscard]] std::vector<std::string> adapted_modules(const checkpoint::EncoderConfig& config,
                                                       const LoraOptions& lora);

class Encoder final : public Network {
 public:
  /// Which parameters are trainable has to be decided before.
  Encoder(const Parameters& parameters, const checkpoint::EncoderConfig& config,
          const EncoderOptions& options);

  [[nodiscard]] at::Tensor logits(const Batch& batch, Pass& pass) const override;

  /// The same where layer i keeps `shares`[i] of a text's tokens, in place of the configuration's
  /// token_shares, which `logits` uses. Empty: all tokens are kept.
  [[nodiscard]] at::Tensor reduced_logits(const Batch& batch, Pass& pass,
                                          std::span<const float> shares) const;

  [[nodiscard]] const checkpoint::EncoderConfig& config() const { return config_; }

  /// The embeddings and every layer's output, each [texts x longest x hidden] fp32 on the device.
  /// `scores`, unless null, gets each layer's attention scores before the softmax, [texts x heads x
  /// longest x longest], -infinity after the end of a text.
  [[nodiscard]] std::vector<at::Tensor> hidden_states(
      const Batch& batch, Pass& pass, std::vector<at::Tensor>* scores = nullptr) const;

  /// The head's logits for what hidden_states returned: [texts x labels], fp32; for question
  /// answering [texts x longest x 2].
  [[nodiscard]] at::Tensor head_logits(const std::vector<at::Tensor>& states, Pass& pass) const {
    return head_logits(states.back(), pass);
  }

 private:
  struct LayerNorm {
    at::Tensor weight, bias;
  };
  struct Layer {
    Linear query, key, value, attention_output;
    LayerNorm attention_layer_norm;
    Linear inner, outer;
    LayerNorm feed_forward_layer_norm;
  };

  /// Where to put what a layer's attention computes on the way, unless null: the scores before the
  /// softmax and the probabilities after it, [texts x heads x rows x rows].
  struct Shown {
    std::vector<at::Tensor>* scores = nullptr;
    at::Tensor* probabilities = nullptr;
  };

  [[nodiscard]] at::Tensor normalise(const LayerNorm& layer_norm, const at::Tensor& rows) const;
  [[nodiscard]] at::Tensor embed(const Batch& batch, Pass& pass) const;
  [[nodiscard]] at::Tensor attention_bias(const at::Tensor& lengths, std::int64_t rows) const;
  [[nodiscard]] at::Tensor attention(const Layer& layer, const at::Tensor& hidden,
                                     const at::Tensor& bias, Pass& pass, const Shown& shown) const;
  [[nodiscard]] at::Tensor attend(const Layer& layer, const at::Tensor& hidden,
                                  const at::Tensor& bias, Pass& pass, const Shown& shown) const;
  [[nodiscard]] at::Tensor feed_forward(const Layer& layer, const at::Tensor& attended,
                                        Pass& pass) const;
  [[nodiscard]] at::Tensor last_state(const Batch& batch, Pass& pass,
                                      std::span<const float> shares) const;
  [[nodiscard]] at::Tensor head_logits(const at::Tensor& last, Pass& pass) const;

  checkpoint::EncoderConfig config_;
  at::Device device_;
  double dropout_;
  at::Tensor word_, position_, token_type_, relative_bias_;
  LayerNorm embeddings_layer_norm_;
  std::vector<Layer> layers_;
  std::optional<Head> head_;
  std::optional<Linear> span_head_;
};

}  // namespace tango::train
