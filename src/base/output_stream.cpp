#include "base/output_stream.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>

namespace tango::base {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10U;

}  // namespace

OutputStream::OutputStream(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  struct stat status {};
  is_interactive_ = fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode);
  buffer_.reserve(kBufferBytes);
}

void OutputStream::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= kBufferBytes) flush();
}

void OutputStream::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      const int number = errno;
      buffer_.clear();  // or the next flush would write what this one already has
      throw Error(number == EPIPE ? ErrorCode::kClosedPipe : ErrorCode::kIo,
                  name_ + ": " + std::strerror(number));
    }
  }
  buffer_.clear();
}

}  // namespace tango::base
