// A file that appears under its name whole, or not at all.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/output_stream.h"

namespace tango::base {

/// Writes to a temporary beside the target and renames it on commit(); without one, nothing
/// changes. A target that is no plain file (a device, a pipe) is written directly. Not thread-safe.
class AtomicFile {
 public:
  /// Throws kNotFound when the directory is missing, kIo when nothing can be made there.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  [[nodiscard]] OutputStream& stream() { return *stream_; }

  /// Flushes, brings the bytes to the disk, and gives the file its name. Throws kIo or kClosedPipe;
  /// then the target is as it was. Once, as the last call.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;  ///< Empty when the target is written directly.
  int descriptor_ = -1;
  std::unique_ptr<OutputStream> stream_;
};

/// A file of just this content, whole or not at all. Throws as AtomicFile does.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Removes the temporaries of all AtomicFiles that are open: for a signal handler, so it is
/// async-signal-safe. At most 16 files at a time are known to it.
void remove_temporary_files() noexcept;

}  // namespace tango::base
