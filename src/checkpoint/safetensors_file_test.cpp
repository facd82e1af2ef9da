#include "checkpoint/safetensors_file.h"

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/safetensors_bytes_test.h"

namespace tango::checkpoint {
namespace {

using tensor::Shape;

std::vector<float> values_of(const tensor::Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.size()};
}

TEST(SafetensorsFile, LoadsFloatsOfEachWidth) {
  const base::TemporaryDirectory directory;
  const SafetensorsFile file(directory.write(
      "m.safetensors", safetensors({{"odd", {1}, "x", "I8"},  // so that the others are unaligned
                                    {"f32", {2, 1}, bytes_of({1.5F, -2})},
                                    {"f16", {2}, std::string("\x00\x3C\x00\xC0", 4), "F16"},
                                    {"bf16", {1}, std::string("\x40\xC0", 2), "BF16"},
                                    {"f64", {1}, std::string("\0\0\0\0\0\0\xF8\xBF", 8), "F64"},
                                    {"none", {0, 4}, ""}})));
  EXPECT_EQ(values_of(file.load("f32", Shape{2, 1})), (std::vector<float>{1.5F, -2}));
  EXPECT_EQ(values_of(file.load("f16", Shape{2})), (std::vector<float>{1, -2}));
  EXPECT_EQ(values_of(file.load("bf16", Shape{1})), (std::vector<float>{-3}));
  EXPECT_EQ(values_of(file.load("f64", Shape{1})), (std::vector<float>{-1.5F}));
  EXPECT_TRUE(file.load("none", Shape{0, 4}).empty());
  EXPECT_EQ(file.names(), (std::vector<std::string>{"odd", "f32", "f16", "bf16", "f64", "none"}));
  EXPECT_EQ(file.shape("f16"), Shape{2});
  EXPECT_EQ(file.shape("f17"), std::nullopt);
  EXPECT_TRUE(file.contains("f16"));
  EXPECT_FALSE(file.contains("f17"));
}

TEST(SafetensorsFile, NamesFileTensorFoundAndExpected) {
  const base::TemporaryDirectory directory;
  const SafetensorsFile file(directory.write(
      "m.safetensors", safetensors({{"weight", {2, 3}, bytes_of({1, 2, 3, 4, 5, 6})},
                                    {"ids", {1}, std::string(8, '\0'), "I64"},
                                    {"packed", {7}, "abc", "Q4_K"}})));
  const auto expect = [&](const char* name, const Shape& shape,
                          const std::vector<std::string>& parts) {
    base::expect_error(ErrorCode::kInvalidModel, parts, [&] { (void)file.load(name, shape); });
  };
  expect("weight", Shape{3, 2}, {"m.safetensors", "\"weight\"", "found shape [2, 3]", "[3, 2]"});
  expect("weights", Shape{3, 2}, {"m.safetensors", "\"weights\"", "missing", "[3, 2]"});
  expect("ids", Shape{1}, {"\"ids\"", "\"I64\"", "F32, F16 or BF16"});
  expect("packed", Shape{7}, {"\"packed\"", "\"Q4_K\""});
}

TEST(SafetensorsFile, TakesOldLayerNormNames) {
  const base::TemporaryDirectory directory;
  const SafetensorsFile file(directory.write(
      "m.safetensors", safetensors({{"bert.embeddings.LayerNorm.gamma", {1}, bytes_of({2})},
                                    {"bert.embeddings.LayerNorm.beta", {1}, bytes_of({3})}})));
  EXPECT_EQ(values_of(file.load("bert.embeddings.LayerNorm.weight", Shape{1})),
            std::vector<float>{2});
  EXPECT_EQ(values_of(file.load("bert.embeddings.LayerNorm.bias", Shape{1})),
            std::vector<float>{3});
  const auto both =
      directory.write("both.safetensors", safetensors({{"LayerNorm.gamma", {1}, bytes_of({2})},
                                                       {"LayerNorm.weight", {1}, bytes_of({3})}}));
  base::expect_error(ErrorCode::kInvalidModel, {"both.safetensors", "LayerNorm.weight", "twice"},
                     [&] { const SafetensorsFile opened(both); });
}

TEST(SafetensorsFile, SaysThatAFileIsMissing) {
  const base::TemporaryDirectory directory;
  base::expect_error(ErrorCode::kNotFound, {"absent.safetensors"},
                     [&] { const SafetensorsFile file(directory.path() / "absent.safetensors"); });
}

}  // namespace
}  // namespace tango::checkpoint
