#include "base/output_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/temporary_files.h"

namespace tango::base {
namespace {

namespace fs = std::filesystem;

/// Whether `path` still leads to the open file: who held the lock before removes it in the end.
bool is_same_file(int descriptor, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return fstat(descriptor, &open) == 0 && stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

OutputLock::OutputLock(const fs::path& output) {
  fs::path plain = output.lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  path_ = (plain.parent_path() / ("." + plain.filename().string() + ".lock")).string();
  do {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0666);  // NOLINT(*-vararg)
    if (descriptor_ < 0) {
      throw Error(errno == ENOENT || errno == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
                  output.string() + ": " + std::strerror(errno));
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      close(descriptor_);
      throw Error(ErrorCode::kUsage,
                  output.string() +
                      ": another run is making it; wait for its end, or choose another output",
                  {"output"});
    }
  } while (!is_same_file(descriptor_, path_));
  remember_temporary_file(path_);
}

void OutputLock::release() noexcept {
  if (descriptor_ < 0) return;
  unlink(path_.c_str());
  forget_temporary_file(path_);
  close(descriptor_);
  descriptor_ = -1;
}

}  // namespace tango::base
