#include "train/network/off_ramps.h"

#include <fmt/format.h>

namespace tango::train {
namespace {

constexpr double kHeadDeviation = 0.02;  // as `transformers` initialises heads

std::string stem(int layer, const char* part) {
  return fmt::format("off_ramps.{}.{}", layer, part);
}

}  // namespace

Parameters make_off_ramps(const checkpoint::EncoderConfig& config, std::uint64_t seed) {
  const auto labels = static_cast<std::int64_t>(config.labels.names.size());
  Parameters parameters;
  const auto add = [&](const std::string& name, std::int64_t outputs) {
    parameters.add(name + ".weight", normal_tensor({outputs, config.hidden_size}, kHeadDeviation,
                                                   seed, name + ".weight"));
    parameters.add(name + ".bias", at::zeros({outputs}, at::kFloat));
  };
  for (int layer = 0; layer + 1 < config.num_layers; ++layer) {
    add(stem(layer, "dense"), config.hidden_size);
    add(stem(layer, "output"), labels);
  }
  parameters.set_trainable(true);
  return parameters;
}

OffRamps::OffRamps(const Parameters& parameters, const checkpoint::EncoderConfig& config,
                   double dropout) {
  for (int layer = 0; layer + 1 < config.num_layers; ++layer) {
    heads_.emplace_back(parameters, stem(layer, "dense"), stem(layer, "output"), config.family,
                        dropout);
  }
}

std::vector<at::Tensor> OffRamps::logits(const std::vector<at::Tensor>& states, Pass& pass) const {
  std::vector<at::Tensor> all;
  for (std::size_t layer = 0; layer < heads_.size(); ++layer) {
    all.push_back(heads_[layer].logits(states[layer + 1].select(1, 0).to(at::kCPU), pass));
  }
  return all;
}

}  // namespace tango::train
