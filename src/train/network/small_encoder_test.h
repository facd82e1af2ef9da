// Encoders with random weights that a test trains in milliseconds.
#pragma once

#include <memory>

#include "checkpoint/random_weights.h"
#include "train/network/encoder.h"

namespace tango::train {

inline checkpoint::EncoderConfig small_config(checkpoint::Family family, int layers, int hidden,
                                              int heads) {
  checkpoint::EncoderConfig config;
  config.family = family;
  config.vocab_size = 50;
  config.hidden_size = hidden;
  config.num_layers = layers;
  config.num_heads = heads;
  config.intermediate_size = 24;
  config.max_position_embeddings = 20;
  config.type_vocab_size = 2;
  config.labels.names = {"a", "b", "c"};
  return config;
}

/// Not trainable yet.
inline Parameters random_parameters(const checkpoint::EncoderConfig& config, std::uint64_t seed) {
  checkpoint::Checkpoint opened;
  opened.config = config;
  opened.weights = std::make_unique<checkpoint::RandomWeights>(config, seed);
  return load_parameters(config, opened, 1);
}

}  // namespace tango::train
