// Compressed bytes on their way to a decompressor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "task/read_bytes.h"

namespace tango::task {

/// Not thread-safe.
class CompressedBytes {
 public:
  CompressedBytes(ReadBytes bytes, std::string name)
      : bytes_(std::move(bytes)), name_(std::move(name)) {}

  /// What has been read and not taken.
  [[nodiscard]] std::string_view ready() const {
    return std::string_view(buffer_.data(), end_).substr(begin_);
  }
  /// Reads more behind it; false at the end of the source.
  bool fill();
  void take(std::size_t count) {
    begin_ += count;
    position_ += count;
  }
  /// What is ready, then the source itself.
  std::size_t read(std::span<char> space);

  /// Throws kInvalidInput for data of `kind`, such as "gzip", at the byte that is ready first.
  [[noreturn]] void fail_damaged(std::string_view kind, std::string_view why) const;
  [[noreturn]] void fail_truncated(std::string_view kind) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  ReadBytes bytes_;
  std::string name_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 16U);
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t position_ = 0;  ///< In the source, of the byte that is ready first.
};

[[nodiscard]] ReadBytes read_gzip(CompressedBytes bytes);
[[nodiscard]] ReadBytes read_zstandard(CompressedBytes bytes);

}  // namespace tango::task
