#include "model/encoder/encoder.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

class Parity : public testing::TestWithParam<const char*> {};

TEST_P(Parity, LogitsAreThoseOfTransformers) {
  const Golden golden = read_golden(GetParam());
  const checkpoint::RandomWeights weights(golden.config, golden.seed);
  const double distance = distance_from(golden, golden.config, weights);
  RecordProperty("distance", fmt::format("{:.1e}", distance));
  EXPECT_LT(distance, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(
    Goldens, Parity,
    testing::Values("bert-base", "roberta-base", "mpnet-base", "distilbert-base", "tinybert4",
                    "bert-tiny", "bert-tiny-gelu-new", "bert-tiny-relu", "bert-tiny-eps",
                    "bert-tiny-one-type", "bert-tiny-regression", "bert-tiny-odd", "roberta-tiny",
                    "mpnet-tiny", "bert-tiny-span", "roberta-tiny-span", "mpnet-tiny-span",
                    "distilbert-tiny-span", "bert-tiny-reduced", "bert-tiny-span-reduced",
                    "distilbert-tiny-relu", "xlm-roberta-tiny", "mpnet-tiny-padded",
                    "camembert-tiny", "camembert-base", "xlm-roberta-base", "electra-tiny",
                    "electra-tiny-same-width", "electra-tiny-span", "electra-small", "electra-base",
                    "albert-tiny", "albert-tiny-groups", "albert-tiny-span", "albert-base",
                    "deberta-tiny", "deberta-tiny-apart", "deberta-tiny-c2p", "deberta-tiny-p2c",
                    "deberta-tiny-span", "deberta-tiny-long", "deberta-base", "modernbert-tiny",
                    "modernbert-tiny-mean", "modernbert-tiny-span", "modernbert-tiny-biases",
                    "modernbert-tiny-odd", "modernbert-tiny-long", "modernbert-tiny-longest",
                    "modernbert-tiny-span-long", "modernbert-base", "modernbert-base-mean",
                    "modernbert-base-longest"),
    [](const auto& test) { return test_name(test.param); });

/// A checkpoint without some of its tensors.
class PartialWeights final : public checkpoint::WeightSource {
 public:
  PartialWeights(const checkpoint::WeightSource& weights, std::string left_out)
      : weights_(weights), left_out_(std::move(left_out)) {}

  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return name.find(left_out_) == std::string_view::npos && weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    if (!contains(name)) throw Error(ErrorCode::kInvalidModel, std::string(name) + ": absent");
    return weights_.load(name, expected);
  }

 private:
  const checkpoint::WeightSource& weights_;
  std::string left_out_;
};

void expect_refused(const checkpoint::EncoderConfig& config,
                    const checkpoint::WeightSource& weights, const std::string& words) {
  try {
    (void)make_model(config, weights);
    FAIL() << "accepted; expected: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(Encoder, RefusesACheckpointThatDoesNotFit) {
  const Golden golden = read_golden("bert-tiny");
  const checkpoint::RandomWeights weights(golden.config, golden.seed);
  expect_refused(golden.config, PartialWeights(weights, "classifier"), "classification head");
  expect_refused(golden.config, PartialWeights(weights, "layer.1.output.dense.bias"),
                 "layer.1.output.dense.bias");
  checkpoint::EncoderConfig wider = golden.config;
  wider.intermediate_size *= 2;
  expect_refused(wider, weights, "intermediate");
}

TEST(Encoder, RefusesACheckpointWithoutWhatWidensItsEmbeddings) {
  for (const char* name : {"electra-tiny", "albert-tiny"}) {
    const Golden golden = read_golden(name);
    const checkpoint::RandomWeights weights(golden.config, golden.seed);
    const std::string stem = checkpoint::encoder_names(golden.config).embeddings_projection;
    expect_refused(golden.config, PartialWeights(weights, stem), stem);
    checkpoint::EncoderConfig wider = golden.config;
    ++wider.embedding_size;
    expect_refused(wider, weights, "embeddings");
  }
}

TEST(Encoder, RefusesAModernBertCheckpointThatDoesNotFit) {
  const Golden golden = read_golden("modernbert-tiny");
  const checkpoint::RandomWeights weights(golden.config, golden.seed);
  for (const char* name : {"layers.1.attn_norm.weight", "layers.4.attn.Wqkv", "layers.2.mlp.Wi",
                           "final_norm", "head.dense", "head.norm"}) {
    expect_refused(golden.config, PartialWeights(weights, name), name);
  }
  expect_refused(golden.config, PartialWeights(weights, "classifier"), "classification head");
  checkpoint::EncoderConfig wider = golden.config;
  ++wider.intermediate_size;
  expect_refused(wider, weights, "mlp.Wi");
  checkpoint::EncoderConfig biased = golden.config;
  biased.pre_norm->attention_bias = true;
  expect_refused(biased, weights, "attn.Wqkv.bias");
}

TEST(Encoder, RefusesAnotherModelsWorkspaceAndLogits) {
  const Golden golden = read_golden("bert-tiny");
  const auto model =
      make_model(golden.config, checkpoint::RandomWeights(golden.config, golden.seed));
  PackedBatch batch;
  batch.add(golden.inputs[0].token_ids, {});
  Workspace alien;
  std::vector<float> logits(2);
  EXPECT_THROW(model->forward(batch, alien, logits), Error);
  const auto workspace = model->make_workspace();
  EXPECT_THROW(model->forward(batch, *workspace, std::span(logits).first(1)), Error);
  EXPECT_NO_THROW(model->forward(PackedBatch(), *workspace, {}));
}

}  // namespace
}  // namespace tango::model
