// A file that grows over several runs of one command and gets its name once it is whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/output_lock.h"
#include "base/output_stream.h"

namespace tango::base {

/// TARGET.partial is a directory: the bytes so far, what makes the run the same one, and remarks
/// that no byte tells. It stays, however a run ends, until one commits. Not thread-safe.
class ResumableFile {
 public:
  /// How many of the bytes that are there stay; the rest is cut off.
  using Whole = std::function<std::size_t(std::string_view)>;

  /// Goes on with what runs with an equal `identity`, an object, have left, or starts. Throws
  /// kUsage where they had another identity, where TARGET is no regular file, and as OutputLock
  /// does; kNotFound and kIo.
  ResumableFile(const std::filesystem::path& target, const Json& identity, const Whole& whole);
  ~ResumableFile();
  ResumableFile(const ResumableFile&) = delete;
  ResumableFile& operator=(const ResumableFile&) = delete;

  /// Writes behind what is there.
  [[nodiscard]] OutputStream& stream() { return *stream_; }

  /// Keeps one line at once; it may be kept before the bytes that it is about. Throws kIo.
  void remark(std::string_view line);
  /// Those of all runs.
  [[nodiscard]] std::vector<std::string> remarks() const;

  /// Flushes, syncs the bytes to the disk, gives the file its name and removes TARGET.partial.
  /// Throws kIo. Once, as the last call.
  void commit();

 private:
  void require_same(const Json& identity) const;

  std::filesystem::path target_, directory_;
  OutputLock lock_;
  int descriptor_ = -1;
  std::unique_ptr<OutputStream> stream_;
};

}  // namespace tango::base
