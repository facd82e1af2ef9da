#include "model/encoder/embeddings.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

/// The error of a batch of a valid text and this one; empty when there is none.
std::string complaint(const std::string& golden_name, const std::vector<std::int32_t>& ids,
                      const std::vector<std::int32_t>& types) {
  const Golden golden = read_golden(golden_name);
  const auto model =
      make_model(golden.config, checkpoint::RandomWeights(golden.config, golden.seed));
  PackedBatch batch;
  batch.add(std::vector<std::int32_t>{1, 2, 3}, {});
  batch.add(ids, types);
  std::vector<float> logits(2 * static_cast<std::size_t>(model->num_labels()));
  const auto workspace = model->make_workspace();
  try {
    model->forward(batch, *workspace, logits);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    return error.what();
  }
}

TEST(Embeddings, TakesTheEndsOfItsTables) {
  EXPECT_EQ(complaint("bert-tiny", {0, 199}, {0, 1}), "");
  EXPECT_EQ(complaint("bert-tiny", std::vector<std::int32_t>(64, 7), {}), "");
  EXPECT_EQ(complaint("roberta-tiny", std::vector<std::int32_t>(64, 7), {}), "");
}

TEST(Embeddings, NamesTheTextAndTheToken) {
  EXPECT_EQ(complaint("bert-tiny", {5, 200}, {}),
            "text 1 of the batch: token 1 has id 200; the model knows 0 to 199");
  EXPECT_EQ(complaint("bert-tiny", {5, 6, -1}, {}),
            "text 1 of the batch: token 2 has id -1; the model knows 0 to 199");
  EXPECT_EQ(complaint("bert-tiny", {5, 6}, {0, 2}),
            "text 1 of the batch: token 1 has token type 2; the model knows 0 to 1");
  EXPECT_EQ(complaint("bert-tiny", std::vector<std::int32_t>(65, 7), {}),
            "text 1 of the batch: there are 65 tokens; the model takes at most 64");
  EXPECT_EQ(complaint("roberta-tiny", std::vector<std::int32_t>(65, 7), {}),
            "text 1 of the batch: there are 65 tokens; the model takes at most 64");
}

TEST(Embeddings, FamiliesWithoutTokenTypesIgnoreThem) {
  EXPECT_EQ(complaint("mpnet-tiny", {5, 6}, {0, 1}), "");
  EXPECT_EQ(complaint("distilbert-tiny-relu", {5, 6}, {0, 1}), "");
}

}  // namespace
}  // namespace tango::model
