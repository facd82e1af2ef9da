// What files hold, as a number.
#pragma once

#include <cstdint>
#include <filesystem>

namespace tango::recipe {

/// Of a file's bytes, or of the names and bytes of all files below a directory, wherever it lies.
/// Throws kNotFound and kIo.
[[nodiscard]] std::uint64_t content_hash(const std::filesystem::path& path);

}  // namespace tango::recipe
