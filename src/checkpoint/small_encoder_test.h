// An encoder of random weights that a test runs in milliseconds, and off-ramps for it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"

namespace tango::checkpoint {

inline EncoderConfig small_encoder(int vocab_size, std::vector<std::string> labels,
                                   ProblemType problem) {
  auto config = std::get<EncoderConfig>(known_config("tinybert4"));
  config.vocab_size = vocab_size;
  config.hidden_size = 32;
  config.intermediate_size = 64;
  config.num_heads = 4;
  config.labels.names = std::move(labels);
  config.labels.problem_type = problem;
  return config;
}

/// After every layer but the last, as `tango exits` writes them.
inline std::vector<ParameterSpec> off_ramp_parameters(const EncoderConfig& config) {
  std::vector<ParameterSpec> parameters;
  const auto labels = static_cast<std::int64_t>(config.labels.names.size());
  for (int layer = 0; layer + 1 < config.num_layers; ++layer) {
    const std::string stem = "off_ramps." + std::to_string(layer) + ".";
    parameters.push_back({stem + "dense.weight", {config.hidden_size, config.hidden_size}});
    parameters.push_back({stem + "dense.bias", {config.hidden_size}});
    parameters.push_back({stem + "output.weight", {labels, config.hidden_size}});
    parameters.push_back({stem + "output.bias", {labels}});
  }
  return parameters;
}

inline RandomWeights random_off_ramps(const EncoderConfig& config, std::uint64_t seed) {
  return {off_ramp_parameters(config), seed};
}

}  // namespace tango::checkpoint
