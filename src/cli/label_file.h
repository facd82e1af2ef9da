// A growing file of logits that survives being stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace tango::cli {

/// Rows go to OUTPUT.partial as they come; finish() makes OUTPUT of them, a safetensors file with
/// the tensor "logits" [texts x labels], and removes the partial one. Not thread-safe.
class LabelFile {
 public:
  /// Goes on behind the whole rows of a partial file with the same `identity` (one line); any other
  /// is overwritten. Throws kUsage when OUTPUT is there already, kIo.
  LabelFile(const std::filesystem::path& output, std::string identity,
            std::vector<std::string> labels);

  /// Rows that an earlier run left.
  [[nodiscard]] std::int64_t done() const { return done_; }

  /// The next text's logits. Throws kIo.
  void add(std::span<const float> logits);
  /// Brings what was added to the operating system.
  void flush();

  /// Throws kIo. Once, as the last call.
  void finish();

 private:
  [[noreturn]] void fail() const;
  void resume();

  std::filesystem::path output_, partial_;
  std::string identity_;
  std::vector<std::string> labels_;
  std::int64_t done_ = 0;
  std::ofstream file_;
};

}  // namespace tango::cli
