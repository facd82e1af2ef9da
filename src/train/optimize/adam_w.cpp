#include "train/optimize/adam_w.h"

#include <cmath>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

namespace tango::train {
namespace {

constexpr std::int64_t kGrain = 1 << 14;

}  // namespace

AdamW::AdamW(std::vector<Parameter> parameters, const AdamWOptions& options) : options_(options) {
  for (Parameter& parameter : parameters) {
    const at::Tensor zeros = at::zeros(parameter.value.sizes(), at::kFloat);
    const double decay = parameter.value.dim() > 1 ? options.weight_decay : 0.0;
    slots_.push_back({std::move(parameter), zeros, zeros.clone(), decay});
  }
}

double AdamW::clip_gradients(double most) {
  const at::NoGradGuard no_gradient;
  double sum = 0;
  for (const Slot& slot : slots_) {
    const at::Tensor& gradient = slot.parameter.value.grad();
    if (!gradient.defined()) continue;
    const double norm = gradient.norm().item<double>();
    sum += norm * norm;
  }
  const double norm = std::sqrt(sum);
  if (most <= 0 || !(norm > most)) return norm;
  for (const Slot& slot : slots_) {
    at::Tensor gradient = slot.parameter.value.grad();
    if (gradient.defined()) gradient.mul_(most / (norm + 1e-6));
  }
  return norm;
}

void AdamW::step(double learning_rate) {
  const at::NoGradGuard no_gradient;
  ++steps_;
  const auto time = static_cast<double>(steps_);
  const double step_size = learning_rate / (1 - std::pow(options_.beta1, time));
  const double root = 1 / std::sqrt(1 - std::pow(options_.beta2, time));
  const auto beta1 = static_cast<float>(options_.beta1);
  const auto beta2 = static_cast<float>(options_.beta2);
  for (const Slot& slot : slots_) {
    at::Tensor gradient = slot.parameter.value.grad();
    if (!gradient.defined()) continue;
    gradient = gradient.contiguous();
    auto* value = slot.parameter.value.data_ptr<float>();
    auto* mean = slot.mean.data_ptr<float>();
    auto* square = slot.square.data_ptr<float>();
    const auto* change = gradient.data_ptr<float>();
    const auto keep = static_cast<float>(1 - learning_rate * slot.weight_decay);
    at::parallel_for(0, slot.mean.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        mean[i] = beta1 * mean[i] + (1 - beta1) * change[i];
        square[i] = beta2 * square[i] + (1 - beta2) * change[i] * change[i];
        const float divisor =
            std::sqrt(square[i]) * static_cast<float>(root) + static_cast<float>(options_.epsilon);
        value[i] = keep * value[i] - static_cast<float>(step_size) * mean[i] / divisor;
      }
    });
    at::Tensor(slot.parameter.value).mutable_grad().reset();
  }
}

std::vector<Parameter> AdamW::state() const {
  std::vector<Parameter> all;
  for (const Slot& slot : slots_) {
    all.push_back(slot.parameter);
    all.push_back({"m." + slot.parameter.name, slot.mean});
    all.push_back({"v." + slot.parameter.name, slot.square});
  }
  return all;
}

}  // namespace tango::train
