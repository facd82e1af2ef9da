// gzip's format, RFC 1952, by zlib: one member or several, one behind the other.
#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include <zlib.h>

#include "task/compressed/compressed_bytes.h"

namespace tango::task {
namespace {

constexpr int kWindowOfGzip = 15 + 16;  // the largest window; 16: gzip's header, not zlib's

class GzipReader {
 public:
  explicit GzipReader(CompressedBytes bytes) : bytes_(std::move(bytes)) {
    if (inflateInit2(&stream_, kWindowOfGzip) != Z_OK) throw std::bad_alloc();
  }
  ~GzipReader() { inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  std::size_t read(std::span<char> space) {
    space = space.first(std::min(space.size(), std::size_t{1} << 30U));  // zlib counts in 32 bits
    stream_.next_out = reinterpret_cast<Bytef*>(space.data());
    stream_.avail_out = static_cast<uInt>(space.size());
    while (stream_.avail_out == space.size()) {
      if (bytes_.ready().empty() && !bytes_.fill()) {
        if (member_ended_) return 0;
        bytes_.fail_truncated("gzip");
      }
      if (!member_ended_ || start_member()) inflate_some();
    }
    return space.size() - stream_.avail_out;
  }

 private:
  /// Passes over zeros, with which tapes and disks are filled up; whether a member starts.
  bool start_member() {
    const std::size_t first =
        std::min(bytes_.ready().find_first_not_of('\0'), bytes_.ready().size());
    bytes_.take(first);
    if (bytes_.ready().empty()) return false;
    if (bytes_.ready().front() != '\x1F') {
      bytes_.fail_damaged("gzip", "other bytes stand behind its end");
    }
    inflateReset(&stream_);
    member_ended_ = false;
    return true;
  }

  void inflate_some() {
    const std::string_view ready = bytes_.ready();
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib does not write to it
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(ready.data()));
    stream_.avail_in = static_cast<uInt>(ready.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    bytes_.take(ready.size() - stream_.avail_in);
    if (status == Z_STREAM_END) {
      member_ended_ = true;
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      bytes_.fail_damaged("gzip",
                          stream_.msg != nullptr ? stream_.msg : "it can't be decompressed");
    }
  }

  CompressedBytes bytes_;
  z_stream stream_{};
  bool member_ended_ = false;
};

}  // namespace

ReadBytes read_gzip(CompressedBytes bytes) {
  const auto reader = std::make_shared<GzipReader>(std::move(bytes));
  return [reader](std::span<char> space) { return reader->read(space); };
}

}  // namespace tango::task
