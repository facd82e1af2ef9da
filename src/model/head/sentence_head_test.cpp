#include "model/head/sentence_head.h"

#include <cmath>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"
#include "model/logits_of_test.h"
#include "model/random_token_ids_test.h"
#include "model/sentence_embedder.h"

namespace tango::model {
namespace {

checkpoint::EncoderConfig small_sentence_config(int labels) {
  auto config = std::get<checkpoint::EncoderConfig>(checkpoint::known_config("minilm6"));
  config.vocab_size = 100;
  config.hidden_size = 24;
  config.num_heads = 4;
  config.intermediate_size = 48;
  config.num_layers = 2;
  config.reads_sentence = true;
  config.labels.names.assign(static_cast<std::size_t>(labels), "");
  return config;
}

TEST(SentenceHead, IsOneLayerOnVectorsOfLengthOne) {
  const checkpoint::EncoderConfig config = small_sentence_config(3);
  const checkpoint::RandomWeights weights(config, 3);
  const auto model = make_model(config, weights);
  const auto embedder = make_sentence_embedder(config, weights);
  const std::vector<std::vector<std::int32_t>> texts{random_token_ids(3, "a", 7, 100),
                                                     random_token_ids(3, "b", 12, 100)};
  const std::vector<float> vectors = logits_of(*embedder, texts);
  const tensor::Tensor weight = weights.load("classifier.weight", {3, 24});
  const tensor::Tensor bias = weights.load("classifier.bias", {3});
  const std::vector<float> found = logits_of(*model, texts);
  for (std::size_t text = 0; text < 2; ++text) {
    const float* vector = vectors.data() + text * 24;
    double squares = 0;
    for (std::size_t i = 0; i < 24; ++i) squares += double{vector[i]} * vector[i];
    EXPECT_NEAR(squares, 1, 1e-5);
    for (std::size_t label = 0; label < 3; ++label) {
      double expected = bias.data()[label];
      for (std::size_t i = 0; i < 24; ++i) {
        expected += double{weight.data()[label * 24 + i]} * vector[i];
      }
      EXPECT_NEAR(found[text * 3 + label], expected, 1e-5);
    }
  }
}

TEST(SentenceHead, ATextsLogitsDoNotDependOnItsBatch) {
  const checkpoint::EncoderConfig config = small_sentence_config(3);
  for (const Precision precision : {Precision::kFloat32, Precision::kInt8}) {
    const auto model = make_model(config, checkpoint::RandomWeights(config, 3), precision);
    const auto first = random_token_ids(3, "a", 7, 100);
    const auto second = random_token_ids(3, "b", 30, 100);
    const std::vector<float> together = logits_of(*model, {second, first});
    const std::vector<float> alone = logits_of(*model, {first});
    for (std::size_t label = 0; label < 3; ++label) EXPECT_EQ(together[3 + label], alone[label]);
  }
}

}  // namespace
}  // namespace tango::model
