// Packed weights kept on disk, so that a later start need not pack them again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/cache_directory.h"
#include "kernel/matmul/packed_weights.h"

namespace tango::model {

/// One file per model and precision in a machine cache. A file is used while the model's
/// fingerprint (checkpoint::Checkpoint), the instruction set and Tango's version are those with
/// which it was written, and is replaced otherwise. A file that can't be read or written is not an
/// error: the weights are packed again. Not thread-safe.
class PackedCache {
 public:
  /// No cache.
  PackedCache() = default;
  /// No cache either when `fingerprint` is empty.
  PackedCache(const std::string& fingerprint, kernel::Precision precision,
              const base::MachineCache& cache);
  ~PackedCache();
  PackedCache(PackedCache&& other) noexcept;
  PackedCache& operator=(PackedCache&& other) noexcept;
  PackedCache(const PackedCache&) = delete;
  PackedCache& operator=(const PackedCache&) = delete;

  /// Fills `memory`, sizes.bytes() of it, with the weights that `keep` was given under that name;
  /// false when the file has no such weights.
  [[nodiscard]] bool read(const std::string& name, const kernel::PackedWeights::Sizes& sizes,
                          std::byte* memory) const;

  /// Notes the weights for save().
  void keep(const std::string& name, const kernel::PackedWeights& weights);

  /// Writes the file if something was kept. Call once, when all weights are packed.
  void save();

 private:
  struct Place {
    kernel::PackedWeights::Sizes sizes;
    std::size_t offset = 0;
  };
  void open(const std::string& identity);
  void write() const;

  std::filesystem::path path_;  ///< Empty: no cache.
  std::string identity_;
  int descriptor_ = -1;
  std::map<std::string, Place, std::less<>> places_;
  std::vector<std::pair<std::string, kernel::PackedWeights>> kept_;
};

}  // namespace tango::model
