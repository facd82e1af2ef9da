// A safetensors file as a source of weights.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "checkpoint/safetensors_header.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// The name by which this floor knows a tensor: TensorFlow's `LayerNorm.gamma` and `.beta`, which
/// old checkpoints have, become `LayerNorm.weight` and `.bias`, as in `transformers`.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// An fp32 copy of one entry. Throws kInvalidModel when its type is not F32, F16 or BF16, or its
/// shape is not `expected`.
[[nodiscard]] tensor::Tensor load_entry(const TensorEntry& entry, const tensor::Shape& expected,
                                        std::string_view where);

/// Memory-mapped: opening reads only the header. Thread-safe to read.
class SafetensorsFile final : public WeightSource {
 public:
  /// Throws kNotFound, kIo, or kInvalidModel as parse_safetensors does.
  explicit SafetensorsFile(const std::filesystem::path& path);

  [[nodiscard]] std::string where() const override { return where_; }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] bool contains(std::string_view name) const override;
  [[nodiscard]] std::optional<tensor::Shape> shape(std::string_view name) const override;
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override;
  [[nodiscard]] std::shared_ptr<const float> view(std::string_view name,
                                                  const tensor::Shape& expected) const override;

  /// The header's `__metadata__`.
  [[nodiscard]] std::map<std::string, std::string> metadata() const {
    return parse_safetensors_metadata(file_->bytes(), where_);
  }

  /// Null when there is no such tensor.
  [[nodiscard]] const TensorEntry* find(std::string_view name) const;

 private:
  /// Throws kInvalidModel when there is no such tensor.
  [[nodiscard]] const TensorEntry& entry(std::string_view name,
                                         const tensor::Shape& expected) const;

  std::string where_;
  std::shared_ptr<const base::MappedFile> file_;
  std::vector<TensorEntry> entries_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace tango::checkpoint
