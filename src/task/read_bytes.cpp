#include "task/read_bytes.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <tango/error.h>

#include "task/compressed/compressed.h"

namespace tango::task {
namespace {

[[noreturn]] void fail(const std::string& name, int number) {
  throw Error(number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
              name + ": " + std::strerror(number));
}

}  // namespace

ReadBytes open_bytes(const std::filesystem::path& path) {
  const bool is_standard_input = path == "-";
  const std::string name = is_standard_input ? "standard input" : path.string();
  const int opened = is_standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) fail(name, errno);
  const std::shared_ptr<const int> descriptor(new int(opened), [](const int* owned) {
    if (*owned != STDIN_FILENO) close(*owned);
    delete owned;
  });
  return decompressed(
      [descriptor, name](std::span<char> space) {
        ssize_t count = 0;
        do {
          count = read(*descriptor, space.data(), space.size());
        } while (count < 0 && errno == EINTR);
        if (count < 0) fail(name, errno);
        return static_cast<std::size_t>(count);
      },
      name, compression_of_name(path));
}

}  // namespace tango::task
