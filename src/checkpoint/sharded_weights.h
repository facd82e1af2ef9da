// Weights split over several files by an index.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor_table.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// The shard of each tensor, by canonical name.
using ShardIndex = std::map<std::string, std::string, std::less<>>;

/// Reads the text of a `model.safetensors.index.json` or `pytorch_model.bin.index.json`. A shard's
/// name must be a plain file name: nothing may lead out of the directory. Throws kInvalidModel.
[[nodiscard]] ShardIndex parse_shard_index(std::string_view text, std::string_view where);

/// Thread-safe to read.
class ShardedWeights final : public WeightSource {
 public:
  /// `index` is the path of the index; its shards are beside it. Throws kInvalidModel when a shard
  /// is missing, is malformed, or lacks a tensor that the index puts there.
  explicit ShardedWeights(const std::filesystem::path& index);

  [[nodiscard]] std::string where() const override { return where_; }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] bool contains(std::string_view name) const override;
  [[nodiscard]] std::optional<tensor::Shape> shape(std::string_view name) const override;
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override;
  [[nodiscard]] std::shared_ptr<const float> view(std::string_view name,
                                                  const tensor::Shape& expected) const override;

 private:
  /// Throws kInvalidModel when the index does not name the tensor.
  [[nodiscard]] const TensorTable& shard_of(std::string_view name,
                                            const tensor::Shape& expected) const;

  std::string where_;
  ShardIndex index_;
  std::map<std::string, std::unique_ptr<TensorTable>, std::less<>> shards_;
};

}  // namespace tango::checkpoint
