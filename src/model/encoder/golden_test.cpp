#include "model/encoder/golden_test.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/json.h"
#include "checkpoint/config_parsers.h"
#include "model/random_token_ids_test.h"

namespace tango::model {
namespace {

GoldenInput read_input(const base::Json& json, std::uint64_t seed, std::size_t index,
                       int vocab_size) {
  GoldenInput input;
  if (json.contains("token_ids")) {
    input.token_ids = json["token_ids"].get<std::vector<std::int32_t>>();
  } else {
    input.token_ids = random_token_ids(seed, "input " + std::to_string(index),
                                       json["length"].get<int>(), vocab_size);
  }
  input.token_type_ids.resize(input.token_ids.size());
  const std::size_t second = json.value("second_from", input.token_ids.size());
  std::fill(input.token_type_ids.begin() + static_cast<std::ptrdiff_t>(second),
            input.token_type_ids.end(), 1);
  return input;
}

}  // namespace

Golden read_golden(const std::string& name) {
  const std::filesystem::path path =
      std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden/encoder" / (name + ".json");
  const base::Json json = base::read_json(path);
  Golden golden;
  golden.config = std::get<checkpoint::EncoderConfig>(
      checkpoint::parse_model_config(json["config"], path.string()));
  golden.seed = json["seed"].get<std::uint64_t>();
  golden.logits = json["logits"].get<std::vector<std::vector<float>>>();
  for (const base::Json& input : json["inputs"]) {
    golden.inputs.push_back(
        read_input(input, golden.seed, golden.inputs.size(), golden.config.vocab_size));
  }
  return golden;
}

std::vector<float> run(const Model& model, const std::vector<GoldenInput>& inputs) {
  PackedBatch batch;
  for (const GoldenInput& input : inputs) batch.add(input.token_ids, input.token_type_ids);
  std::vector<float> logits(model.logits_of(batch));
  const auto workspace = model.make_workspace();
  model.forward(batch, *workspace, logits);
  return logits;
}

double distance_from(const Golden& golden, const checkpoint::EncoderConfig& config,
                     const checkpoint::WeightSource& weights, Precision precision) {
  const std::vector<float> found = run(*make_model(config, weights, precision), golden.inputs);
  double largest = 0;
  std::size_t i = 0;
  for (const std::vector<float>& row : golden.logits) {
    for (const float expected : row) {
      const double difference = std::abs(static_cast<double>(found.at(i++)) - expected);
      largest = std::isfinite(difference) ? std::max(largest, difference) : 1e30;
    }
  }
  return i == found.size() ? largest : 1e30;
}

}  // namespace tango::model
