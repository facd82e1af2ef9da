// Reads tests/golden/encoder (format: tests/parity/README.md) and runs a model on a golden's
// inputs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

struct GoldenInput {
  std::vector<std::int32_t> token_ids, token_type_ids;
};

struct Golden {
  checkpoint::EncoderConfig config;
  std::uint64_t seed = 0;
  std::vector<GoldenInput> inputs;
  std::vector<std::vector<float>> logits;  ///< By `transformers`, one row per input.
};

[[nodiscard]] Golden read_golden(const std::string& name);

/// A golden's name as part of a test's name: "bert_base".
[[nodiscard]] inline std::string test_name(std::string golden) {
  std::ranges::replace(golden, '-', '_');
  return golden;
}

/// Logits of every input, in one batch.
[[nodiscard]] std::vector<float> run(const Model& model, const std::vector<GoldenInput>& inputs);

/// The largest difference from the golden's logits of a model made of `config` and `weights`.
[[nodiscard]] double distance_from(const Golden& golden, const checkpoint::EncoderConfig& config,
                                   const checkpoint::WeightSource& weights,
                                   Precision precision = Precision::kFloat32);

}  // namespace tango::model
