#include "checkpoint/sharded_weights.h"

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/safetensors_bytes_test.h"

namespace tango::checkpoint {
namespace {

constexpr const char* kIndex = "model.safetensors.index.json";

std::string index_of(const base::Json& weight_map) {
  return base::Json{{"weight_map", weight_map}}.dump();
}

TEST(ShardedWeights, FindsEachTensorInItsShard) {
  const base::TemporaryDirectory directory;
  directory.write("one.safetensors", safetensors({{"a", {1}, bytes_of({1})}}));
  directory.write("two.safetensors", safetensors({{"b", {1}, bytes_of({2})},
                                                  {"LayerNorm.gamma", {1}, bytes_of({3})}}));
  const ShardedWeights weights(
      directory.write(kIndex, index_of({{"a", "one.safetensors"},
                                        {"b", "two.safetensors"},
                                        {"LayerNorm.gamma", "two.safetensors"}})));
  EXPECT_EQ(weights.load("a", {1}).data()[0], 1.0F);
  EXPECT_EQ(weights.load("b", {1}).data()[0], 2.0F);
  EXPECT_EQ(weights.load("LayerNorm.weight", {1}).data()[0], 3.0F);
  EXPECT_EQ(weights.names(), (std::vector<std::string>{"a", "b", "LayerNorm.weight"}));
  EXPECT_FALSE(weights.contains("c"));
  base::expect_error(ErrorCode::kInvalidModel, {kIndex, "\"c\"", "missing", "[5]"},
                     [&] { (void)weights.load("c", {5}); });
}

TEST(ShardedWeights, RefusesAShardOutsideTheDirectory) {
  for (const char* name : {"../one.safetensors", "/etc/passwd", "a/b.safetensors", "..", ".", "",
                           "a\\b.safetensors"}) {
    base::expect_error(ErrorCode::kInvalidModel, {kIndex, "\"a\"", "same directory"}, [&] {
      (void)parse_shard_index(index_of({{"a", name}}), kIndex);
    });
  }
  base::expect_error(ErrorCode::kInvalidModel, {kIndex, "weight_map"},
                     [&] { (void)parse_shard_index("{}", kIndex); });
  base::expect_error(ErrorCode::kInvalidModel, {kIndex, "\"a\""}, [&] {
    (void)parse_shard_index(index_of({{"a", 3}}), kIndex);
  });
}

TEST(ShardedWeights, NamesWhatIsMissing) {
  const base::TemporaryDirectory directory;
  directory.write("one.safetensors", safetensors({{"a", {1}, bytes_of({1})}}));
  const auto no_shard = directory.write(kIndex, index_of({{"a", "two.safetensors"}}));
  base::expect_error(ErrorCode::kInvalidModel, {kIndex, "\"two.safetensors\"", "\"a\""},
                     [&] { const ShardedWeights weights(no_shard); });
  const auto no_tensor = directory.write(kIndex, index_of({{"b", "one.safetensors"}}));
  base::expect_error(ErrorCode::kInvalidModel, {"one.safetensors", "\"b\"", "missing", kIndex},
                     [&] { const ShardedWeights weights(no_tensor); });
}

}  // namespace
}  // namespace tango::checkpoint
