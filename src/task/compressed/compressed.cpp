#include "task/compressed/compressed.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "task/compressed/compressed_bytes.h"

namespace tango::task {
namespace {

constexpr std::string_view kGzipStart = "\x1F\x8B";
constexpr std::string_view kZstandardStart = "\x28\xB5\x2F\xFD";

/// Reads as few bytes as tell: a program at the other end of a pipe may wait for an answer.
Compression find_compression(CompressedBytes& bytes) {
  const auto may_be = [&](std::string_view start) {
    const std::size_t known = std::min(start.size(), bytes.ready().size());
    return bytes.ready().substr(0, known) == start.substr(0, known);
  };
  while (true) {
    if (bytes.ready().starts_with(kGzipStart)) return Compression::kGzip;
    if (bytes.ready().starts_with(kZstandardStart)) return Compression::kZstandard;
    if (!may_be(kGzipStart) && !may_be(kZstandardStart)) return Compression::kNone;
    if (!bytes.fill()) return Compression::kNone;
  }
}

/// Zstandard's frames for other programs' data, which may come first: 50 … 5F, 2A 4D 18.
bool starts_with_skippable_frame(std::string_view bytes) {
  return bytes.size() >= 4 && bytes.substr(1, 3) == "\x2A\x4D\x18" && (bytes[0] & 0xF0) == 0x50;
}

void require_start(CompressedBytes& bytes, Compression compression) {
  while (bytes.ready().size() < kZstandardStart.size() && bytes.fill()) {
  }
  const std::string_view start = bytes.ready();
  if (start.empty()) return;  // it ends too early, as is found when it is read
  const bool is_gzip = compression == Compression::kGzip;
  if (is_gzip ? start.starts_with(kGzipStart)
              : start.starts_with(kZstandardStart) || starts_with_skippable_frame(start)) {
    return;
  }
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{}: is not {} data, which its name says it is; name it as what it is",
                          bytes.name(), is_gzip ? "gzip" : "Zstandard"));
}

ReadBytes reader_of(CompressedBytes bytes, Compression compression) {
  if (compression == Compression::kNone) {
    compression = find_compression(bytes);
  } else {
    require_start(bytes, compression);
  }
  switch (compression) {
    case Compression::kGzip:
      return read_gzip(std::move(bytes));
    case Compression::kZstandard:
      return read_zstandard(std::move(bytes));
    case Compression::kNone:
      break;
  }
  const auto plain = std::make_shared<CompressedBytes>(std::move(bytes));
  return [plain](std::span<char> space) { return plain->read(space); };
}

}  // namespace

bool CompressedBytes::fill() {
  if (begin_ == end_) begin_ = end_ = 0;
  const std::size_t count = bytes_(std::span(buffer_).subspan(end_));
  end_ += count;
  return count > 0;
}

std::size_t CompressedBytes::read(std::span<char> space) {
  const std::string_view first = ready().substr(0, space.size());
  if (first.empty()) return bytes_(space);
  std::memcpy(space.data(), first.data(), first.size());
  take(first.size());
  return first.size();
}

void CompressedBytes::fail_damaged(std::string_view kind, std::string_view why) const {
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("{}: the {} data is damaged behind byte {} ({}); copy or download it again",
                  name_, kind, position_, why));
}

void CompressedBytes::fail_truncated(std::string_view kind) const {
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("{}: the {} data ends too early, at byte {}: the file is cut off; copy or "
                  "download it again",
                  name_, kind, position_));
}

Compression compression_of_name(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  if (extension == ".gz") return Compression::kGzip;
  return extension == ".zst" ? Compression::kZstandard : Compression::kNone;
}

std::filesystem::path without_compression(const std::filesystem::path& path) {
  if (compression_of_name(path) == Compression::kNone) return path;
  return std::filesystem::path(path).replace_extension();
}

ReadBytes decompressed(ReadBytes bytes, std::string name, Compression by_name) {
  // The first bytes are awaited when the first ones are asked for, not before.
  struct State {
    CompressedBytes source;
    ReadBytes reader = nullptr;
  };
  const auto state = std::make_shared<State>(State{{std::move(bytes), std::move(name)}});
  return [state, by_name](std::span<char> space) {
    if (!state->reader) state->reader = reader_of(std::move(state->source), by_name);
    return state->reader(space);
  };
}

}  // namespace tango::task
