#include "train/network/linear.h"

#include <algorithm>
#include <cmath>

namespace tango::train {
void add_lora(Parameters& parameters, const std::string& stem, int rank, std::uint64_t seed) {
  const at::Tensor& weight = parameters.at(stem + ".weight");
  const std::int64_t outputs = weight.size(0);
  const std::int64_t inputs = weight.size(1);
  const std::string a = stem + ".lora_A.weight";
  const double limit = 1 / std::sqrt(static_cast<double>(inputs));
  parameters.add(a, uniform_tensor({rank, inputs}, limit, seed, a).set_requires_grad(true));
  parameters.add(stem + ".lora_B.weight",
                 at::zeros({outputs, rank}, at::kFloat).set_requires_grad(true));
}

bool is_target(const LoraOptions& lora, const std::string& stem) {
  return lora.target_modules.empty() ||
         std::any_of(lora.target_modules.begin(), lora.target_modules.end(),
                     [&](const std::string& target) { return stem.ends_with("." + target); });
}

Linear::Linear(const Parameters& parameters, const std::string& stem, Compute compute,
               const std::optional<LoraOptions>& lora, at::Device device)
    : type_(compute == Compute::kBfloat16 ? at::kBFloat16 : at::kFloat),
      device_(device),
      weight_(placed(parameters.at(stem + ".weight"), device, type_)),
      bias_(placed(parameters.at(stem + ".bias"), device, type_)) {
  const std::string a = stem + ".lora_A.weight";
  if (!lora || !parameters.contains(a)) return;
  lora_a_ = parameters.at(a);
  lora_b_ = parameters.at(stem + ".lora_B.weight");
  lora_scale_ = lora->alpha / lora->rank;
  lora_dropout_ = lora->dropout;
}

at::Tensor Linear::forward(const at::Tensor& inputs, Pass& pass) const {
  const at::Tensor narrow = inputs.to(type_);
  at::Tensor outputs = at::linear(narrow, weight_.to(device_, type_), bias_.to(device_, type_));
  if (!lora_a_.defined()) return outputs;
  const at::Tensor low =
      at::linear(pass.dropout(narrow, lora_dropout_), lora_a_.to(device_, type_));
  return outputs + at::linear(low, (lora_b_ * lora_scale_).to(device_, type_));
}

}  // namespace tango::train
