// Where results go: standard output, or a file that appears once it is complete.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "base/output_stream.h"
#include "base/resumable_file.h"

namespace tango::cli {

class Output {
 public:
  /// A path, or "" or "-" for standard output. Throws as base::AtomicFile does.
  explicit Output(const std::string& path);
  /// A file that grows over several runs.
  explicit Output(std::unique_ptr<base::ResumableFile> file);

  [[nodiscard]] base::OutputStream& stream();

  /// One result, with its line end; flushed at once if the stream is interactive, and twice a
  /// second if what is written now is of use to a later run.
  void write_line(std::string_view line);

  /// Flushes everything and puts the file in place. The last call.
  void commit();

 private:
  base::OutputStream standard_;
  std::unique_ptr<base::AtomicFile> file_;
  std::unique_ptr<base::ResumableFile> growing_;
  std::chrono::steady_clock::time_point flushed_ = std::chrono::steady_clock::now();
};

/// Throws kUsage where `output` is the file `input`: it would be lost.
void require_other_file(const std::string& output, const std::string& input);

/// Writes `text` to `path` (or standard output) in one piece.
void write_whole(const std::string& path, std::string_view text);

}  // namespace tango::cli
