#include "checkpoint/pickle/zip_archive.h"

#include <algorithm>
#include <cstdint>

#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

// APPNOTE.TXT of PKWARE, 4.3: signatures and where their fields are.
constexpr std::uint32_t kLocalHeader = 0x04034B50;
constexpr std::uint32_t kCentralHeader = 0x02014B50;
constexpr std::uint32_t kEnd = 0x06054B50;
constexpr std::uint32_t kEnd64 = 0x06064B50;
constexpr std::uint32_t kLocator64 = 0x07064B50;
constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kLocatorBytes = 20;
constexpr std::uint64_t kLongestComment = 0xFFFF;

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::string_view where) : bytes_(bytes), where_(where) {}

  /// A little-endian number of `width` bytes.
  [[nodiscard]] std::uint64_t number(std::uint64_t position, int width) const {
    const auto field = part(position, static_cast<std::uint64_t>(width));
    std::uint64_t value = 0;
    for (int i = width; i-- > 0;) {
      value = value << 8U | std::to_integer<std::uint64_t>(field[static_cast<std::size_t>(i)]);
    }
    return value;
  }

  [[nodiscard]] std::span<const std::byte> part(std::uint64_t position, std::uint64_t size) const {
    if (position > bytes_.size() || size > bytes_.size() - position) {
      throw_invalid(where_, "a damaged ZIP archive: a part ends behind the file's end");
    }
    return bytes_.subspan(static_cast<std::size_t>(position), static_cast<std::size_t>(size));
  }

  void require(std::uint64_t position, std::uint32_t signature) const {
    if (number(position, 4) != signature) {
      throw_invalid(where_, "a damaged ZIP archive: no header where one should be");
    }
  }

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  std::string_view where_;
};

struct Directory {
  std::uint64_t begin = 0;
  std::uint64_t files = 0;
};

Directory find_directory(const Reader& zip, std::string_view where) {
  const std::uint64_t last = zip.size() < kEndBytes ? 0 : zip.size() - kEndBytes;
  for (std::uint64_t back = 0; zip.size() >= kEndBytes && back <= std::min(last, kLongestComment);
       ++back) {
    const std::uint64_t end = last - back;
    if (zip.number(end, 4) != kEnd) continue;
    Directory directory{zip.number(end + 16, 4), zip.number(end + 10, 2)};
    const bool wide = end >= kLocatorBytes && zip.number(end - kLocatorBytes, 4) == kLocator64;
    if (wide) {
      const std::uint64_t end64 = zip.number(end - kLocatorBytes + 8, 8);
      zip.require(end64, kEnd64);
      directory = {zip.number(end64 + 48, 8), zip.number(end64 + 32, 8)};
    }
    return directory;
  }
  throw_invalid(where, "not a ZIP archive, or a truncated one");
}

/// The sizes and the place of a file whose 32-bit fields say that they are
/// elsewhere.
void widen(const Reader& zip, std::uint64_t extra, std::uint64_t length,
           std::span<std::uint64_t* const> fields) {
  for (std::uint64_t at = extra; at + 4 <= extra + length;) {
    const std::uint64_t size = zip.number(at + 2, 2);
    if (zip.number(at, 2) == 1) {
      std::uint64_t value = at + 4;
      for (std::uint64_t* field : fields) {
        if (*field != 0xFFFFFFFF) continue;
        *field = zip.number(value, 8);
        value += 8;
      }
      return;
    }
    at += 4 + size;
  }
}

}  // namespace

bool is_zip(std::span<const std::byte> bytes) {
  return bytes.size() >= 4 && Reader(bytes, "").number(0, 4) == kLocalHeader;
}

ZipFiles read_zip(std::span<const std::byte> archive, std::string_view where) {
  const Reader zip(archive, where);
  const Directory directory = find_directory(zip, where);
  ZipFiles files;
  std::uint64_t at = directory.begin;
  for (std::uint64_t i = 0; i < directory.files; ++i) {
    zip.require(at, kCentralHeader);
    const std::uint64_t name_length = zip.number(at + 28, 2);
    const std::uint64_t extra_length = zip.number(at + 30, 2);
    std::uint64_t packed = zip.number(at + 20, 4);
    std::uint64_t size = zip.number(at + 24, 4);
    std::uint64_t local = zip.number(at + 42, 4);
    const auto bytes = zip.part(at + 46, name_length);
    const std::string name(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::uint64_t* const fields[] = {&size, &packed, &local};
    widen(zip, at + 46 + name_length, extra_length, fields);
    if (zip.number(at + 10, 2) != 0 || packed != size) {
      throw_unsupported(where, in_quotes(name) +
                                   " in it is compressed; PyTorch stores files as "
                                   "they are");
    }
    zip.require(local, kLocalHeader);
    const std::uint64_t content =
        local + 30 + zip.number(local + 26, 2) + zip.number(local + 28, 2);
    files.insert_or_assign(name, zip.part(content, size));
    at += 46 + name_length + extra_length + zip.number(at + 32, 2);
  }
  return files;
}

}  // namespace tango::checkpoint
