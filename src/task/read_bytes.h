// Bytes of files, pipes and standard input, decompressed where they are compressed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>

namespace tango::task {

/// Fills the start of the span with the next bytes; returns their number, 0 at the end.
using ReadBytes = std::function<std::size_t(std::span<char>)>;

/// Opens a file, or standard input for "-". gzip and Zstandard data are decompressed as they are
/// read. It and the function that it returns throw kNotFound, kIo, or kInvalidInput for compressed
/// data that is damaged.
[[nodiscard]] ReadBytes open_bytes(const std::filesystem::path& path);

}  // namespace tango::task
