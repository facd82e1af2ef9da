// A growing file of logits; a run that is stopped goes on where it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "base/output_lock.h"

namespace tango::checkpoint {

/// Rows go to OUTPUT.partial as they come; finish() makes of them the file that read_logits reads
/// (logits_file.h), and removes the partial one. Not thread-safe.
class LogitsWriter {
 public:
  /// Goes on behind the whole rows of a partial file with the same `identity` (one line); any other
  /// is overwritten. Throws kUsage when OUTPUT exists or another one is writing it, kNotFound when
  /// its directory is missing, kIo.
  LogitsWriter(const std::filesystem::path& output, std::string identity,
               std::vector<std::string> labels);

  /// The number of rows that an earlier run left.
  [[nodiscard]] std::int64_t done() const { return done_; }

  /// The next text's logits, one per label. Throws kIo.
  void add(std::span<const float> logits);
  /// Hands what was added to the operating system. Throws kIo.
  void flush();

  /// Makes OUTPUT. Throws kIo. The last call.
  void finish();

 private:
  [[noreturn]] void fail() const;
  void resume();

  std::filesystem::path output_, partial_;
  base::OutputLock lock_;
  std::string identity_;
  std::vector<std::string> labels_;
  std::int64_t done_ = 0;
  std::ofstream file_;
};

}  // namespace tango::checkpoint
