// A file that appears under its name complete, or not at all.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/output_stream.h"

namespace tango::base {

/// Writes to a temporary beside the target and renames it on commit(); without one, nothing
/// changes. A target that is not a regular file (a device, a pipe) is written directly. Not
/// thread-safe.
class AtomicFile {
 public:
  /// Throws kNotFound when the directory is missing, kIo when no file can be made there.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  [[nodiscard]] OutputStream& stream() { return *stream_; }

  /// Flushes, syncs the bytes to the disk, and gives the file its name. Throws kIo or kClosedPipe,
  /// and then leaves the target unchanged. Call it once, last.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;  ///< Empty when the target is written directly.
  int descriptor_ = -1;
  std::unique_ptr<OutputStream> stream_;
};

/// Writes a file of just this content, complete or not at all. Throws as AtomicFile does.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace tango::base
