#include "model/tfidf/tfidf.h"

#include <cmath>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/random_weights.h"
#include "model/logits_of_test.h"

namespace tango::model {
namespace {

const checkpoint::TfidfConfig kTfidfConfig{
    .vocab_size = 50, .max_words = 8, .labels = {.names = {"a", "b", "c"}}};

class TfidfTest : public testing::Test {
 protected:
  [[nodiscard]] std::vector<float> logits_of(
      const std::vector<std::vector<std::int32_t>>& texts) const {
    return model::logits_of(*model_, texts);
  }

  checkpoint::RandomWeights weights_{kTfidfConfig, 5};
  std::unique_ptr<Model> model_ = make_model(kTfidfConfig, weights_, Precision::kInt8);
};

TEST_F(TfidfTest, IsLinearInCountsOfLengthOne) {
  const tensor::Tensor idf = weights_.load("inverse_document_frequency", {50});
  const tensor::Tensor weight = weights_.load("classifier.weight", {50, 3});
  const tensor::Tensor bias = weights_.load("classifier.bias", {3});
  std::vector<double> counts(50);
  for (const int token : {7, 9, 7, 7, 30}) counts[static_cast<std::size_t>(token)] += 1;
  double squares = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    counts[i] *= idf.data()[i];
    squares += counts[i] * counts[i];
  }
  const std::vector<float> found = logits_of({{7, 9, 7, 7, 30}});
  for (std::size_t label = 0; label < 3; ++label) {
    double expected = bias.data()[label];
    for (std::size_t i = 0; i < 50; ++i) {
      expected += counts[i] / std::sqrt(squares) * weight.data()[3 * i + label];
    }
    EXPECT_NEAR(found[label], expected, 1e-5);
  }
  EXPECT_EQ(model_->precision(), Precision::kFloat32);
}

TEST_F(TfidfTest, DependsNeitherOnTheOrderNorOnTheBatch) {
  const std::vector<float> together = logits_of({{1}, {7, 9, 30, 7}, {4, 4}});
  const std::vector<float> alone = logits_of({{30, 7, 7, 9}});
  for (std::size_t label = 0; label < 3; ++label) EXPECT_EQ(together[3 + label], alone[label]);
}

TEST_F(TfidfTest, TokensOutsideTheVocabularyAreRefused) {
  EXPECT_THROW((void)logits_of({{5}, {50}}), Error);
  EXPECT_THROW((void)logits_of({{-1}}), Error);
  EXPECT_THROW((void)logits_of({std::vector<std::int32_t>(16, 5)}), Error);
}

/// Weights that are all 0.
class NoWeights final : public checkpoint::WeightSource {
 public:
  [[nodiscard]] std::vector<std::string> names() const override { return {}; }
  [[nodiscard]] bool contains(std::string_view) const override { return true; }
  [[nodiscard]] tensor::Tensor load(std::string_view, const tensor::Shape& shape) const override {
    tensor::Tensor zeros{shape};
    std::fill_n(zeros.data(), zeros.size(), 0.0F);
    return zeros;
  }
};

TEST(Tfidf, GivesTheBiasToATextOfUnknownWords) {
  const auto model = make_tfidf(kTfidfConfig, NoWeights());
  PackedBatch batch;
  batch.add(std::vector<std::int32_t>{1, 1}, {});
  std::vector<float> logits(3, 9.0F);
  model->forward(batch, *model->make_workspace(), logits);
  EXPECT_EQ(logits, std::vector<float>(3, 0.0F));
}

}  // namespace
}  // namespace tango::model
