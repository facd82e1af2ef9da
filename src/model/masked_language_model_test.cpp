#include "model/masked_language_model.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

/// Of a file whose head is tied to its embeddings.
checkpoint::RandomWeights weights_of(const Golden& golden) {
  std::vector<checkpoint::ParameterSpec> parameters = checkpoint::parameter_list(golden.config);
  const checkpoint::MaskedTokenNames names = masked_token_names(golden.config);
  const int hidden = golden.config.hidden_size;
  parameters.push_back({names.dense + ".weight", {hidden, hidden}});
  parameters.push_back({names.dense + ".bias", {hidden}});
  parameters.push_back({names.layer_norm + ".weight", {hidden}});
  parameters.push_back({names.layer_norm + ".bias", {hidden}});
  parameters.push_back({names.output_bias, {golden.config.vocab_size}});
  return {std::move(parameters), golden.seed};
}

struct Asked {
  PackedBatch batch;
  std::vector<std::int32_t> positions;

  void add(const GoldenInput& input) {
    batch.add(input.token_ids, input.token_type_ids);
    positions.push_back(static_cast<std::int32_t>(input.token_ids.size() / 2));
  }
};

std::vector<float> answers(const MaskedLanguageModel& model, const Asked& asked,
                           base::Team team = {}) {
  std::vector<float> logits(asked.positions.size() *
                            static_cast<std::size_t>(model.config().vocab_size));
  model.forward(asked.batch, asked.positions, *model.make_workspace(), logits, team);
  return logits;
}

class MaskedParity : public testing::TestWithParam<const char*> {};

TEST_P(MaskedParity, LogitsAreThoseOfTransformers) {
  const Golden golden = read_golden(GetParam());
  const auto model =
      make_masked_language_model(golden.config, weights_of(golden), Precision::kFloat32);
  Asked all;
  for (const GoldenInput& input : golden.inputs) all.add(input);
  const std::vector<float> found = answers(*model, all);
  std::size_t i = 0;
  for (const std::vector<float>& row : golden.logits) {
    for (const float expected : row) ASSERT_NEAR(found.at(i++), expected, 1e-4) << i;
  }
  EXPECT_EQ(i, found.size());
}

TEST_P(MaskedParity, AnAnswerIsTheSameAloneAndAmongOthers) {
  const Golden golden = read_golden(GetParam());
  base::TeamThreads threads(2, false);
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16, Precision::kInt8}) {
    const auto model = make_masked_language_model(golden.config, weights_of(golden), precision);
    Asked all;
    for (const GoldenInput& input : golden.inputs) all.add(input);
    const std::vector<float> together = answers(*model, all, threads.team(2));
    auto expected = together.begin();
    for (const GoldenInput& input : golden.inputs) {
      Asked one;
      one.add(input);
      const std::vector<float> alone = answers(*model, one);
      ASSERT_TRUE(std::equal(alone.begin(), alone.end(), expected));
      expected += static_cast<std::ptrdiff_t>(alone.size());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, MaskedParity,
                         testing::Values("bert-tiny-masked", "roberta-tiny-masked",
                                         "mpnet-tiny-masked", "distilbert-tiny-masked"),
                         [](const auto& test) { return test_name(test.param); });

TEST(MaskedLanguageModel, SaysWhatIsWrong) {
  const Golden golden = read_golden("bert-tiny-masked");
  const checkpoint::RandomWeights without_head(golden.config, golden.seed);
  EXPECT_THROW((void)make_masked_language_model(golden.config, without_head, Precision::kFloat32),
               Error);
  EXPECT_THROW((void)make_masked_language_model(checkpoint::BiLstmConfig{}, without_head,
                                                Precision::kFloat32),
               Error);
  const auto model =
      make_masked_language_model(golden.config, weights_of(golden), Precision::kFloat32);
  Asked asked;
  asked.add(golden.inputs.back());
  for (const int position : {-1, static_cast<int>(golden.inputs.back().token_ids.size())}) {
    asked.positions.back() = position;
    EXPECT_THROW((void)answers(*model, asked), Error) << position;
  }
}

}  // namespace
}  // namespace tango::model
