#include "model/static_embeddings/static_embeddings.h"

#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/random_weights.h"
#include "model/logits_of_test.h"
#include "model/random_token_ids_test.h"

namespace tango::model {
namespace {

class StaticEmbeddings : public testing::Test {
 protected:
  StaticEmbeddings() {
    const std::filesystem::path path =
        std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden/bilstm/no-layers.json";
    golden_ = base::read_json(path);
    config_ = std::get<checkpoint::BiLstmConfig>(
        checkpoint::parse_model_config(golden_.at("config"), path.string()));
    const auto seed = golden_.at("seed").get<std::uint64_t>();
    model_ = make_model(config_, checkpoint::RandomWeights(config_, seed), Precision::kInt8);
    for (const base::Json& input : golden_.at("inputs")) {
      texts_.push_back(random_token_ids(seed, "input " + std::to_string(texts_.size()),
                                        input.at("length").get<int>(), config_.vocab_size));
    }
  }

  [[nodiscard]] std::vector<float> logits_of(
      const std::vector<std::vector<std::int32_t>>& texts) const {
    return model::logits_of(*model_, texts);
  }

  base::Json golden_;
  checkpoint::BiLstmConfig config_;
  std::unique_ptr<Model> model_;
  std::vector<std::vector<std::int32_t>> texts_;
};

TEST_F(StaticEmbeddings, LogitsAreThoseOfPyTorch) {
  const std::vector<float> found = logits_of(texts_);
  std::size_t i = 0;
  for (const auto& row : golden_.at("logits").get<std::vector<std::vector<float>>>()) {
    for (const float expected : row) EXPECT_NEAR(found.at(i++), expected, 2e-5);
  }
  EXPECT_EQ(i, found.size());
  EXPECT_EQ(model_->precision(), Precision::kFloat32);
}

TEST_F(StaticEmbeddings, ATextsLogitsDoNotDependOnItsBatch) {
  const std::vector<float> together = logits_of(texts_);
  const auto labels = static_cast<std::size_t>(model_->num_labels());
  for (std::size_t text = 0; text < texts_.size(); ++text) {
    const std::vector<float> alone = logits_of({texts_[text]});
    for (std::size_t k = 0; k < labels; ++k) EXPECT_EQ(alone[k], together[text * labels + k]);
  }
}

TEST_F(StaticEmbeddings, WordsOutsideTheVocabularyAreRefused) {
  EXPECT_THROW((void)logits_of({{5}, {config_.vocab_size}}), Error);
  EXPECT_THROW((void)logits_of({{-1}}), Error);
  EXPECT_THROW((void)logits_of({std::vector<std::int32_t>(200, 5)}), Error);
}

}  // namespace
}  // namespace tango::model
