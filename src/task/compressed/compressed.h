// Data that gzip or zstd compressed, as it was before.
#pragma once

#include <filesystem>
#include <string>

#include "task/read_bytes.h"

namespace tango::task {

enum class Compression { kNone, kGzip, kZstandard };

/// By how the name ends: .gz or .zst, in capitals, too.
[[nodiscard]] Compression compression_of_name(const std::filesystem::path& path);

/// "reviews.tsv" of "reviews.tsv.gz"; a name that ends otherwise as it is.
[[nodiscard]] std::filesystem::path without_compression(const std::filesystem::path& path);

/// What `bytes` held before compression, in memory that depends on neither size. `by_name` says how
/// it must be compressed; where that is kNone, its first bytes tell, and other bytes are given as
/// they are. `name` stands for the source in messages. The result throws kInvalidInput that names
/// the byte where the data is damaged or ends too early.
[[nodiscard]] ReadBytes decompressed(ReadBytes bytes, std::string name, Compression by_name);

}  // namespace tango::task
