// A file mapped read-only into memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace tango::base {

/// Owns one mapping; movable. The bytes stay valid while the object lives. Thread-safe to read.
/// Shrinking the file underneath is the one thing it can't guard against (SIGBUS), as with any map.
class MappedFile {
 public:
  /// Throws kNotFound when the file is missing, kIo when it can't be read or is not a regular file.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  /// Gives back the memory of the pages that lie wholly in `part`; they are read from the file
  /// again when they are needed.
  void release(std::span<const std::byte> part) const;

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(data_), size_};
  }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tango::base
