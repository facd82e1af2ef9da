// The header of a safetensors file: where each tensor is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shape.h"

namespace tango::checkpoint {

/// One tensor of a safetensors file.
struct TensorEntry {
  std::string name;
  std::string type;  ///< The file's own word: "F32", "BF16", …
  tensor::Shape shape;
  std::span<const std::byte> data;  ///< Inside the file's bytes; not necessarily aligned.
};

/// Bits of one element of a safetensors type; nullopt for an unknown type.
[[nodiscard]] std::optional<std::int64_t> bits_of(std::string_view type);

/// Reads the header of a whole safetensors file (8 bytes of little-endian length, that much JSON,
/// then the data) and checks what the format promises: a header of at most 100,000,000 bytes,
/// offsets inside the data, sizes that equal shape times type, neither overlaps nor holes. Of
/// unknown types only the position is checked. Entries come in the order of their data and point
/// into `file`. Throws kInvalidModel that names `where` and the tensor.
[[nodiscard]] std::vector<TensorEntry> parse_safetensors(std::span<const std::byte> file,
                                                         std::string_view where);

/// The header's `__metadata__`; empty where there is none. Throws likewise.
[[nodiscard]] std::map<std::string, std::string> parse_safetensors_metadata(
    std::span<const std::byte> file, std::string_view where);

}  // namespace tango::checkpoint
