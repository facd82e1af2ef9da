// Whether two files hold the same, without reading them where that can be told.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace tango::base {

/// A file as it was when it was looked at.
struct FileVersion {
  std::filesystem::path path;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t bytes = 0;
  std::int64_t modified_seconds = 0;
  std::int64_t modified_nanoseconds = 0;
};

/// Throws kNotFound, kIo.
[[nodiscard]] FileVersion file_version(const std::filesystem::path& path);
[[nodiscard]] std::vector<FileVersion> file_versions(std::span<const std::filesystem::path> paths);

/// Whether the `later` files have the names and the bytes that the `earlier` ones had when they
/// were looked at. Reads those that are not the very same file. False where that can't be told any
/// more: a file is gone, or was written since.
[[nodiscard]] bool same_contents(std::span<const FileVersion> earlier,
                                 std::span<const FileVersion> later);

}  // namespace tango::base
