// A hash of the contents of files.
#pragma once

#include <cstdint>
#include <filesystem>

namespace tango::recipe {

/// Of a file's bytes, or of the relative names and the bytes of all files below a directory. Throws
/// kNotFound and kIo.
[[nodiscard]] std::uint64_t content_hash(const std::filesystem::path& path);

}  // namespace tango::recipe
