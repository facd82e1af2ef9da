// The one kind of tar file that is written and read here: plain files in POSIX ustar, whose headers
// follow from path and size alone.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tango::pack {

inline constexpr std::size_t kTarBlock = 512;
inline constexpr std::uint64_t kMostFileBytes =
    (std::uint64_t{1} << 33U) - 1;  ///< 11 octal digits.

/// Whether a file of an archive may have this path: relative, its parts of letters, digits and
/// "._-+", none of them "." or "..", none longer than 100 bytes, and 255 in all.
[[nodiscard]] bool is_plain_path(std::string_view path);

/// The header of a file that anyone may read, of user 0, from 1970. Requires: is_plain_path, and at
/// most kMostFileBytes.
[[nodiscard]] std::array<char, kTarBlock> tar_header(std::string_view path, std::uint64_t bytes);

/// The zeros behind the content of a file.
[[nodiscard]] std::string_view tar_padding(std::uint64_t bytes);
/// What ends an archive.
[[nodiscard]] std::string_view tar_end();

/// Takes files off the front of an archive.
class TarReader {
 public:
  /// `where` starts messages; both must outlive this.
  TarReader(std::string_view archive, std::string_view where) : rest_(archive), where_(where) {}

  /// The size that the header in front states, which may be of any file. Throws kInvalidModel.
  [[nodiscard]] std::uint64_t next_bytes() const;
  /// The content of the next file, which must be this one, of this size. Throws kInvalidModel.
  [[nodiscard]] std::string_view take(std::string_view path, std::uint64_t bytes);
  /// Throws kInvalidModel unless the archive ends here.
  void finish() const;

 private:
  [[noreturn]] void refuse(const std::string& message) const;
  [[nodiscard]] std::string_view take_bytes(std::uint64_t bytes);

  std::string_view rest_, where_;
};

}  // namespace tango::pack
