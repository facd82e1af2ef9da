// Zstandard's format, RFC 8878, by libzstd: one frame or several, one behind the other.
#include <memory>
#include <new>
#include <utility>

#include <zstd.h>
#include <zstd_errors.h>

#include <tango/error.h>

#include "task/compressed/compressed_bytes.h"

namespace tango::task {
namespace {

class ZstandardReader {
 public:
  explicit ZstandardReader(CompressedBytes bytes)
      : bytes_(std::move(bytes)), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (context_ == nullptr) throw std::bad_alloc();
  }

  std::size_t read(std::span<char> space) {
    ZSTD_outBuffer out{space.data(), space.size(), 0};
    while (out.pos == 0) {
      const bool at_end = bytes_.ready().empty() && !bytes_.fill();
      if (at_end && frame_ended_) return 0;
      const std::string_view ready = bytes_.ready();
      ZSTD_inBuffer in{ready.data(), ready.size(), 0};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      bytes_.take(in.pos);
      if (ZSTD_isError(left) != 0) fail(left);
      frame_ended_ = left == 0;
      // Without new bytes there may still be some of a block that was read before.
      if (at_end && out.pos == 0 && !frame_ended_) bytes_.fail_truncated("Zstandard");
    }
    return out.pos;
  }

 private:
  [[noreturn]] void fail(std::size_t status) const {
    if (ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge) {
      throw Error(ErrorCode::kInvalidInput,
                  bytes_.name() +
                      ": needs a window of more than 128 MiB to be decompressed; compress it "
                      "again with a smaller one, as zstd does without --long");
    }
    bytes_.fail_damaged("Zstandard", ZSTD_getErrorName(status));
  }

  CompressedBytes bytes_;
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  bool frame_ended_ = false;
};

}  // namespace

ReadBytes read_zstandard(CompressedBytes bytes) {
  const auto reader = std::make_shared<ZstandardReader>(std::move(bytes));
  return [reader](std::span<char> space) { return reader->read(space); };
}

}  // namespace tango::task
