#include "pack/tar.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::pack {
namespace {

constexpr std::size_t kMostPathBytes = 255;
constexpr std::size_t kMostNameBytes = 100;
constexpr std::array<char, 2 * kTarBlock> kZeros{};

struct Field {
  std::size_t offset, size;
};
// POSIX.1-1988, "ustar Interchange Format".
constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kBytes{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kKind{156, 1}, kMagic{257, 8}, kPrefix{345, 155};

using Block = std::array<char, kTarBlock>;

void put(Block& block, Field field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), field.size),
              block.begin() + static_cast<std::ptrdiff_t>(field.offset));
}

void put_octal(Block& block, Field field, std::uint64_t value) {
  put(block, field, fmt::format("{:0{}o}", value, field.size - 1));
}

bool is_plain_part(std::string_view part) {
  return !part.empty() && part.size() <= kMostNameBytes && part != "." && part != ".." &&
         std::ranges::all_of(part, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("._-+").find(c) != std::string_view::npos;
         });
}

/// Where the part of the path begins that the name field holds.
std::size_t start_of_name(std::string_view path) {
  if (path.size() <= kName.size) return 0;
  const std::size_t slash = path.find('/', path.size() - kName.size - 1);
  return slash == std::string_view::npos ? 0 : slash + 1;
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.size() > kMostPathBytes) return false;
  const std::size_t name = start_of_name(path);
  if (path.size() - name > kName.size || (name > 0 && name - 1 > kPrefix.size)) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    if (!is_plain_part(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Block tar_header(std::string_view path, std::uint64_t bytes) {
  Block block{};
  const std::size_t name = start_of_name(path);
  put(block, kName, path.substr(name));
  if (name > 0) put(block, kPrefix, path.substr(0, name - 1));
  put_octal(block, kMode, 0644);
  for (const Field field : {kUser, kGroup, kTime}) put_octal(block, field, 0);
  put_octal(block, kBytes, bytes);
  put(block, kKind, "0");
  put(block, kMagic,
      {"ustar\0"
       "00",
       8});
  put(block, kChecksum, "        ");  // counts as spaces
  const unsigned sum = std::accumulate(block.begin(), block.end(), 0U, [](unsigned total, char c) {
    return total + static_cast<unsigned char>(c);
  });
  put(block, kChecksum, {fmt::format("{:06o}", sum).append(1, '\0')});
  return block;
}

std::string_view tar_padding(std::uint64_t bytes) {
  const std::size_t over = bytes % kTarBlock;
  return {kZeros.data(), over == 0 ? 0 : kTarBlock - over};
}

std::string_view tar_end() { return {kZeros.data(), kZeros.size()}; }

void TarReader::refuse(const std::string& message) const {
  throw Error(ErrorCode::kInvalidModel, fmt::format("{}: {}", where_, message));
}

std::string_view TarReader::take_bytes(std::uint64_t bytes) {
  if (bytes > rest_.size()) refuse("ends too early; it was not copied whole");
  const std::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

std::uint64_t TarReader::next_bytes() const {
  std::uint64_t bytes = 0;
  if (rest_.size() >= kTarBlock) {
    const char* const first = rest_.data() + kBytes.offset;
    const char* const last = first + kBytes.size - 1;
    const auto [stop, failure] = std::from_chars(first, last, bytes, 8);
    if (failure == std::errc() && stop == last) return bytes;
  }
  refuse("not an archive of tango pack");
}

std::string_view TarReader::take(std::string_view path, std::uint64_t bytes) {
  const Block header = tar_header(path, bytes);
  if (take_bytes(kTarBlock) != std::string_view(header.data(), header.size())) {
    refuse(fmt::format("there is no plain file {} of {} bytes where tango pack would write it",
                       path, bytes));
  }
  const std::string_view content = take_bytes(bytes);
  if (take_bytes(tar_padding(bytes).size()) != tar_padding(bytes)) {
    refuse(fmt::format("there is something between {} and the next file", path));
  }
  return content;
}

void TarReader::finish() const {
  if (rest_ != tar_end()) refuse("does not end where tango pack would end it");
}

}  // namespace tango::pack
