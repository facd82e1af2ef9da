#include "checkpoint/merged_weights.h"

#include <cmath>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/low_rank.h"
#include "checkpoint/safetensors_bytes_test.h"
#include "checkpoint/safetensors_file.h"

namespace tango::checkpoint {
namespace {

using tensor::Shape;

constexpr const char* kWords = "embeddings.word_embeddings.weight";

std::vector<TestTensor> small_base(const std::string& prefix) {
  return {{prefix + kWords, {2, 2}, bytes_of({1, 2, 3, 4})},
          {prefix + "encoder.query.weight", {2, 3}, bytes_of({0, 0, 0, 1, 1, 1})},
          {"classifier.weight", {1, 2}, bytes_of({5, 6})}};
}

std::vector<TestTensor> small_adapter() {
  return {{"base_model.model.bert.encoder.query.lora_A.weight", {1, 3}, bytes_of({1, 2, 3})},
          {"base_model.model.bert.encoder.query.lora_B.weight", {2, 1}, bytes_of({1, -1})}};
}

class MergedWeightsTest : public ::testing::Test {
 protected:
  MergedWeights merge(const std::vector<TestTensor>& base, const std::vector<TestTensor>& adapter) {
    LoraConfig config;
    config.rank = 1;
    config.alpha = 2;
    config.modules_to_save = {"classifier"};
    return {
        std::make_unique<SafetensorsFile>(directory_.write("base.safetensors", safetensors(base))),
        directory_.write("adapter.safetensors", safetensors(adapter)), config};
  }

  void expect_refused(const std::vector<TestTensor>& adapter,
                      const std::vector<std::string>& parts) {
    std::vector<std::string> all = parts;
    all.emplace_back("adapter.safetensors");
    base::expect_error(ErrorCode::kInvalidModel, all,
                       [&] { (void)merge(small_base(""), adapter); });
  }

  base::TemporaryDirectory directory_;
};

std::vector<float> merged_values_of(const tensor::Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.size()};
}

TEST_F(MergedWeightsTest, AddsTheProductWhateverThePrefix) {
  const std::vector<float> expected{2, 4, 6, -1, -3, -5};
  for (const std::string prefix : {"", "bert.", "model."}) {
    const MergedWeights weights = merge(small_base(prefix), small_adapter());
    EXPECT_EQ(merged_values_of(weights.load(prefix + "encoder.query.weight", {2, 3})), expected);
    EXPECT_EQ(merged_values_of(weights.load(prefix + kWords, {2, 2})),
              (std::vector<float>{1, 2, 3, 4}));
    EXPECT_EQ(weights.names().size(), 3U);
  }
}

TEST_F(MergedWeightsTest, TakesSavedModulesWhole) {
  std::vector<TestTensor> adapter = small_adapter();
  adapter.push_back({"base_model.model.classifier.weight", {3, 2}, bytes_of({1, 2, 3, 4, 5, 6})});
  adapter.push_back({"base_model.model.classifier.bias", {3}, bytes_of({7, 8, 9})});
  adapter.push_back({"base_model.model.classifier.original_module.bias", {1}, bytes_of({0})});
  const MergedWeights weights = merge(small_base(""), adapter);
  EXPECT_EQ(merged_values_of(weights.load("classifier.weight", {3, 2})),
            (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(merged_values_of(weights.load("classifier.bias", {3})), (std::vector<float>{7, 8, 9}));
  EXPECT_TRUE(weights.contains("classifier.bias"));
  EXPECT_EQ(weights.names().size(), 4U);
}

TEST_F(MergedWeightsTest, RefusesWhatHasNoPlace) {
  const auto with = [](const TestTensor& tensor) {
    std::vector<TestTensor> adapter = small_adapter();
    adapter.push_back(tensor);
    return adapter;
  };
  expect_refused(with({"base_model.model.scorer.weight", {1}, bytes_of({1})}),
                 {"\"base_model.model.scorer.weight\"", "\"scorer.weight\"", "no place"});
  expect_refused(
      with({"base_model.model.bert.encoder.key.lora_A.weight", {1, 3}, bytes_of({1, 2, 3})}),
      {"key.lora_A", "no lora_B"});
  expect_refused({{"base_model.model.bert.encoder.key.lora_A.weight", {1, 3}, bytes_of({1, 2, 3})},
                  {"base_model.model.bert.encoder.key.lora_B.weight", {2, 1}, bytes_of({1, 2})}},
                 {"\"encoder.key.weight\"", "no place"});
  expect_refused(
      with({"base_model.model.encoder.query.lora_A.weight", {1, 3}, bytes_of({1, 2, 3})}),
      {"bert.encoder.query.lora_A", "adapt the same weights"});
  expect_refused({{"base_model.model.classifier.weight", {1}, bytes_of({1})},
                  {"base_model.model.classifier.modules_to_save.weight", {1}, bytes_of({2})}},
                 {"classifier.weight", "differ"});
  base::expect_error(ErrorCode::kInvalidModel, {"no encoder", kWords}, [&] {
    (void)merge({{"lstm.weight", {1}, bytes_of({1})}}, small_adapter());
  });
}

TEST_F(MergedWeightsTest, RefusesShapesThatDoNotFit) {
  std::vector<TestTensor> adapter = small_adapter();
  adapter[0].shape = {3, 1};
  expect_refused(adapter, {"lora_A", "[3, 1]", "r = 1"});
  adapter = small_adapter();
  adapter[1] = {adapter[1].name, {1, 2}, bytes_of({1, 2})};
  expect_refused(adapter, {"lora_B", "[1, 2]", "r = 1"});
  adapter = small_adapter();
  adapter[0] = {adapter[0].name, {1, 2}, bytes_of({1, 2})};
  const MergedWeights weights = merge(small_base(""), adapter);
  base::expect_error(ErrorCode::kInvalidModel,
                     {"adapter.safetensors", "lora_A", "[1, 2]", "[1, 3]"}, [&] {
                       (void)weights.load("encoder.query.weight", {2, 3});
                     });
  base::expect_error(ErrorCode::kInvalidModel,
                     {"base.safetensors", "encoder.query.weight", "[2, 3]"}, [&] {
                       (void)weights.load("encoder.query.weight", {3, 3});
                     });
}

/// PEFT's own merge of its own adapters; tests/golden/lora/make_lora_goldens.py made them.
TEST(MergedWeightsGolden, EqualPeft) {
  const std::filesystem::path goldens =
      std::filesystem::path(TANGO_SOURCE_DIR) / "tests" / "golden" / "lora";
  for (const char* name : {"bert-patterns", "distilbert-bare-base"}) {
    const Checkpoint checkpoint = open_checkpoint(goldens / name);
    const SafetensorsFile expected(goldens / name / "merged.safetensors");
    for (const std::string& tensor : expected.names()) {
      const Shape& shape = expected.find(tensor)->shape;
      const tensor::Tensor right = expected.load(tensor, shape);
      const tensor::Tensor found = checkpoint.weights->load(tensor, shape);
      for (std::size_t i = 0; i < right.size(); ++i) {
        ASSERT_NEAR(found.data()[i], right.data()[i], 1e-6) << name << " " << tensor << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace tango::checkpoint
