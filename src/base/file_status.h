// What is at a path, in the project's own exceptions.
#pragma once

#include <filesystem>

namespace tango::base {

/// Whether anything is there; symlinks are followed. Throws kIo when that can't be told, such as in
/// a directory that may not be read.
[[nodiscard]] bool exists(const std::filesystem::path& path);

/// Whether a directory is there. Throws as exists does.
[[nodiscard]] bool is_directory(const std::filesystem::path& path);

}  // namespace tango::base
