#include "checkpoint/random_weights.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/random.h"
#include "checkpoint/known_config.h"

namespace tango::checkpoint {
namespace {

/// With as many labels as the golden's.
ModelConfig three_labels(std::string_view name) {
  auto config = std::get<EncoderConfig>(known_config(name));
  config.labels.names = {"a", "b", "c"};
  return config;
}

base::Json golden() {
  return base::read_json(std::filesystem::path(TANGO_SOURCE_DIR) /
                         "tests/golden/random_weights.json");
}

TEST(RandomWeights, EqualsThePythonTwinBitForBit) {
  const base::Json committed = golden();
  const auto seed = committed.at("seed").get<std::uint64_t>();
  const std::vector<ModelConfig> configs{three_labels("bert-base"), known_config("mpnet-base"),
                                         known_config("distilbert-base"), known_config("bilstm")};
  for (const base::Json& expected : committed.at("tensors")) {
    const auto name = expected.at("name").get<std::string>();
    const tensor::Shape shape(expected.at("shape").get<std::vector<std::int64_t>>());
    bool found = false;
    for (const ModelConfig& config : configs) {
      const RandomWeights weights(config, seed);
      if (found || !weights.contains(name)) continue;
      found = true;
      const tensor::Tensor tensor = weights.load(name, shape);
      const auto index = expected.at("index").get<std::vector<std::size_t>>();
      const auto value = expected.at("value").get<std::vector<float>>();
      for (std::size_t i = 0; i < index.size(); ++i) {
        EXPECT_EQ(tensor.data()[index[i]], value[i]) << name << " element " << index[i];
      }
    }
    EXPECT_TRUE(found) << name;
  }
}

TEST(RandomWeights, StreamsEqualThePythonTwin) {
  const base::Json committed = golden();
  const auto seed = committed.at("seed").get<std::uint64_t>();
  for (const base::Json& expected : committed.at("streams")) {
    const base::RandomStream stream(seed, expected.at("name").get<std::string>());
    const auto bits = expected.at("bits").get<std::vector<std::string>>();
    for (std::size_t i = 0; i < bits.size(); ++i) {
      EXPECT_EQ(std::to_string(stream.bits(i)), bits[i]);
    }
    const auto bound = expected.at("bound").get<std::uint64_t>();
    const auto below = expected.at("below").get<std::vector<std::uint64_t>>();
    for (std::size_t i = 0; i < below.size(); ++i) EXPECT_EQ(stream.below(i, bound), below[i]);
  }
}

TEST(RandomWeights, NamesAreThoseOfTheFamilyAndUnique) {
  for (const char* name : {"bert-base", "roberta-base", "mpnet-base", "distilbert-base"}) {
    const auto config = std::get<EncoderConfig>(known_config(name));
    const RandomWeights weights(config, 1);
    std::vector<std::string> names = weights.names();
    const std::size_t once = 2 + 2 + 4 + (config.type_vocab_size > 0 ? 1U : 0U) +
                             (config.relative_attention_num_buckets > 0 ? 1U : 0U);
    EXPECT_EQ(names.size(), once + static_cast<std::size_t>(config.num_layers) * 16);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
  }
  EXPECT_TRUE(RandomWeights(known_config("roberta-base"), 1)
                  .contains("roberta.encoder.layer.11.attention.output.LayerNorm.bias"));
  EXPECT_EQ(RandomWeights(known_config("bilstm"), 1).names().size(), 1U + 2 * 2 * 4 + 4);
}

TEST(KnownConfig, HasThePublishedSizes) {
  const std::vector<std::pair<std::string, std::int64_t>> sizes{
      {"bert-base", 109'483'778}, {"tinybert4", 14'350'874}, {"bilstm", 684'922}};
  for (const auto& [name, parameters] : sizes) {
    EXPECT_EQ(RandomWeights(known_config(name), 1).num_parameters(), parameters) << name;
  }
  for (const std::string& name : known_config_names()) {
    EXPECT_EQ(labels_of(known_config(name)).names.size(), 2U) << name;
  }
}

TEST(KnownConfig, RefusesAnUnknownNameWithTheKnownOnes) {
  try {
    (void)known_config("gpt-9");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_NE(std::string(error.what()).find("gpt-9"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("tinybert4"), std::string::npos);
  }
}

TEST(RandomWeights, RefusesAnUnknownNameOrAnotherShape) {
  const RandomWeights weights(known_config("bilstm"), 1);
  for (const auto& [name, shape] :
       {std::pair<std::string, tensor::Shape>{"dense.wieght", {200, 128}}, {"dense.bias", {201}}}) {
    try {
      (void)weights.load(name, shape);
      FAIL() << "loaded " << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace tango::checkpoint
