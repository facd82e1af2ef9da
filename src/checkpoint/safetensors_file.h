// A safetensors file as a source of weights.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "checkpoint/tensor_table.h"

namespace tango::checkpoint {

/// Memory-mapped: opening reads only the header. Thread-safe to read.
class SafetensorsFile final : public TensorTable {
 public:
  /// Throws kNotFound, kIo, or kInvalidModel as parse_safetensors does.
  explicit SafetensorsFile(const std::filesystem::path& path);

  /// The header's `__metadata__`.
  [[nodiscard]] std::map<std::string, std::string> metadata() const {
    return parse_safetensors_metadata(file().bytes(), where());
  }
};

}  // namespace tango::checkpoint
