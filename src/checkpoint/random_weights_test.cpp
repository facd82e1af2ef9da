#include "checkpoint/random_weights.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/random.h"

namespace tango::checkpoint {
namespace {

EncoderConfig encoder_config(Family family) {
  EncoderConfig config;
  config.family = family;
  config.vocab_size = 30522;
  config.hidden_size = 768;
  config.num_layers = 12;
  config.num_heads = 12;
  config.intermediate_size = 3072;
  config.max_position_embeddings = 512;
  config.type_vocab_size = family == Family::kBert ? 2 : 0;
  config.relative_attention_num_buckets = family == Family::kMpnet ? 32 : 0;
  config.labels.names = {"a", "b", "c"};
  return config;
}

BiLstmConfig paper_config() {
  return {.vocab_size = 10000,
          .embedding_size = 50,
          .hidden_size = 64,
          .num_layers = 2,
          .dense_size = 200,
          .max_words = 128,
          .labels = {.names = {"negative", "positive"}}};
}

base::Json golden() {
  return base::read_json(std::filesystem::path(TANGO_SOURCE_DIR) /
                         "tests/golden/random_weights.json");
}

TEST(RandomWeights, EqualsThePythonTwinBitForBit) {
  const base::Json committed = golden();
  const auto seed = committed.at("seed").get<std::uint64_t>();
  const std::vector<ModelConfig> configs{encoder_config(Family::kBert),
                                         encoder_config(Family::kMpnet),
                                         encoder_config(Family::kDistilBert), paper_config()};
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
  for (const Family family :
       {Family::kBert, Family::kRoberta, Family::kMpnet, Family::kDistilBert}) {
    const EncoderConfig config = encoder_config(family);
    const RandomWeights weights(config, 1);
    std::vector<std::string> names = weights.names();
    const std::size_t once = 2 + 2 + 4 + (config.type_vocab_size > 0 ? 1U : 0U) +
                             (config.relative_attention_num_buckets > 0 ? 1U : 0U);
    EXPECT_EQ(names.size(), once + 12 * 16);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
  }
  EXPECT_TRUE(RandomWeights(encoder_config(Family::kRoberta), 1)
                  .contains("roberta.encoder.layer.11.attention.output.LayerNorm.bias"));
  EXPECT_EQ(RandomWeights(paper_config(), 1).names().size(), 1U + 2 * 2 * 4 + 4);
}

TEST(RandomWeights, RefusesAnUnknownNameOrAnotherShape) {
  const RandomWeights weights(paper_config(), 1);
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
