// Lines of a byte stream, one at a time, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "task/read_bytes.h"

namespace tango::task {

inline constexpr std::size_t kDefaultMaxLineBytes = std::size_t{16} << 20U;

/// Not thread-safe. A line ends with LF or CR LF, or with the stream. A UTF-8 byte order mark at
/// the start is dropped.
class LineReader {
 public:
  /// `name` stands for the stream in messages. Throws kInvalidInput, with a remedy, if the
  /// first bytes are UTF-16, UTF-32 or gzip, or hold a NUL, as binary files do.
  LineReader(ReadBytes read, std::string name, std::size_t max_line_bytes = kDefaultMaxLineBytes);

  /// The next line without its end, valid until the next call; false if there is none. Throws
  /// kInvalidInput for a line over the limit.
  bool next(std::string_view& line);

  /// How the line last returned ended: "\n", "\r\n", or "" at the end of the stream.
  [[nodiscard]] std::string_view line_end() const { return line_end_; }
  /// The number of the line last returned, from 1.
  [[nodiscard]] std::int64_t line_number() const { return line_number_; }
  [[nodiscard]] std::size_t max_line_bytes() const { return max_line_bytes_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// "reviews.tsv:12".
  [[nodiscard]] std::string where(std::int64_t line) const;

 private:
  bool fill();
  void inspect_start();

  ReadBytes read_;
  std::string name_;
  std::size_t max_line_bytes_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    ///< First byte not yet returned.
  std::size_t scanned_ = 0;  ///< Bytes before this one hold no line end.
  std::size_t end_ = 0;      ///< One past the last byte read.
  bool at_end_ = false;
  std::int64_t line_number_ = 0;
  std::string_view line_end_;
};

}  // namespace tango::task
