// A linear layer, with or without a LoRA adapter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "train/network/parameters.h"
#include "train/network/pass.h"

namespace tango::train {

/// Hu et al. 2021: y = W x + b + alpha / rank * B A x.
struct LoraOptions {
  int rank = 16;
  double alpha = 32;
  double dropout = 0;  ///< Of the adapter's input.
  /// The ends of module names ("query", "output.dense"), as in PEFT's `target_modules`. Empty:
  /// every linear layer of the encoder.
  std::vector<std::string> target_modules;
};

/// The arithmetic of the products; everything else is fp32.
enum class Compute : std::uint8_t { kFloat32, kBfloat16 };

/// `parameter` as a network holds it: a frozen one is moved to `device` and `type` once; a trained
/// one stays as it is and is moved in every pass. Parameters themselves, their gradients and the
/// optimizer's state stay on the CPU.
[[nodiscard]] inline at::Tensor placed(const at::Tensor& parameter, at::Device device,
                                       at::ScalarType type = at::kFloat) {
  return parameter.requires_grad() ? parameter : parameter.to(device, type);
}

/// Adds `stem`.lora_A.weight [rank x inputs] (uniform, as PEFT's Kaiming initialisation) and
/// `stem`.lora_B.weight [outputs x rank] (zeros) to `parameters`, both trainable.
void add_lora(Parameters& parameters, const std::string& stem, int rank, std::uint64_t seed);

/// Whether the module at `stem` is among the targets.
[[nodiscard]] bool is_target(const LoraOptions& lora, const std::string& stem);

class Linear {
 public:
  /// `stem`.weight [outputs x inputs], `stem`.bias, and the adapter if `parameters` has one.
  Linear(const Parameters& parameters, const std::string& stem, Compute compute,
         const std::optional<LoraOptions>& lora = std::nullopt, at::Device device = at::kCPU);

  /// [..., inputs] → [..., outputs], in the type of the products. `inputs` are on the device.
  [[nodiscard]] at::Tensor forward(const at::Tensor& inputs, Pass& pass) const;

  /// Of the products.
  [[nodiscard]] at::ScalarType type() const { return type_; }

 private:
  at::ScalarType type_;
  at::Device device_;
  at::Tensor weight_, bias_;
  at::Tensor lora_a_, lora_b_;
  double lora_scale_ = 0;
  double lora_dropout_ = 0;
};

}  // namespace tango::train
