// Several input files as one.
#pragma once

#include <filesystem>
#include <span>

#include "task/record_reader.h"

namespace tango::task {

/// The records of all files, one file after the other, each by its own format, header and
/// separator; ids count on. Of several files each record carries "file", the path as it is given.
/// Throws as open_record_reader does, here for files that are missing or whose format is not known,
/// and else from next() when their turn comes; kUsage where standard input is named twice.
[[nodiscard]] std::unique_ptr<RecordReader> open_record_readers(
    std::span<const std::filesystem::path> paths, const RecordReaderOptions& options);

}  // namespace tango::task
