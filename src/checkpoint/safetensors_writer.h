// Tensors to a safetensors file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "tensor/shape.h"

namespace tango::checkpoint {

/// A tensor in the memory of its owner.
struct TensorView {
  std::string name;
  std::string type;  ///< The format's own word: "F32", "BF16", "I64", "U8" …
  tensor::Shape shape;
  std::span<const std::byte> data;  ///< Row-major; shape and type make its size.
};

/// Writes the complete file or none (base::AtomicFile). `metadata` becomes `__metadata__`.
/// Throws kIo, kNotFound for a missing directory, kInternal when a tensor's size does not
/// fit its shape.
void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace tango::checkpoint
