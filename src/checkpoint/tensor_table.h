// Tensors that lie in a mapped file.
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

/// The name by which this floor knows a tensor: TensorFlow's `LayerNorm.gamma`
/// and `.beta`, which old checkpoints have, become `LayerNorm.weight` and
/// `.bias`, as in `transformers`.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// An fp32 copy of one entry. Throws kInvalidModel when its type is not F64,
/// F32, F16 or BF16, or its shape is not `expected`.
[[nodiscard]] tensor::Tensor load_entry(const TensorEntry& entry, const tensor::Shape& expected,
                                        std::string_view where);

/// Thread-safe to read.
class TensorTable : public WeightSource {
 public:
  [[nodiscard]] std::string where() const override { return where_; }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] bool contains(std::string_view name) const override;
  [[nodiscard]] std::optional<tensor::Shape> shape(std::string_view name) const override;
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override;
  [[nodiscard]] std::shared_ptr<const float> view(std::string_view name,
                                                  const tensor::Shape& expected) const override;

  /// Null when there is no such tensor.
  [[nodiscard]] const TensorEntry* find(std::string_view name) const;

 protected:
  /// Maps the file; throws kNotFound or kIo.
  explicit TensorTable(const std::filesystem::path& path);
  [[nodiscard]] const base::MappedFile& file() const { return held_->file; }
  /// Under their canonical names; `copies` hold those that do not lie in the
  /// file. Throws kInvalidModel where two are one.
  void set_entries(std::vector<TensorEntry> entries,
                   std::vector<std::vector<std::byte>> copies = {});

 private:
  /// Throws kInvalidModel when there is no such tensor.
  [[nodiscard]] const TensorEntry& entry(std::string_view name,
                                         const tensor::Shape& expected) const;
  [[nodiscard]] bool lies_in_file(const TensorEntry& entry) const;

  /// What the entries' data lies in; views keep it alive.
  struct Held {
    explicit Held(const std::filesystem::path& path) : file(path) {}
    base::MappedFile file;
    std::vector<std::vector<std::byte>> copies;
  };

  std::string where_;
  std::shared_ptr<Held> held_;
  std::vector<TensorEntry> entries_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

/// Opens a file of weights: a pickle where its name ends with ".bin", else
/// safetensors. Throws as their classes do.
[[nodiscard]] std::unique_ptr<TensorTable> open_tensor_table(const std::filesystem::path& path);

}  // namespace tango::checkpoint
