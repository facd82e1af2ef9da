#include "base/atomic_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/temporary_files.h"

namespace tango::base {
namespace {

[[noreturn]] void fail_to_write(const std::filesystem::path& path, int number) {
  throw Error(number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
              path.string() + ": " + std::strerror(number));
}

/// Creates a new file, with the permissions that the umask leaves.
int create_beside(const std::filesystem::path& target, std::filesystem::path& created) {
  for (int attempt = 0;; ++attempt) {
    const std::string name =
        fmt::format(".{}.{}.{}.tmp", target.filename().string(), getpid(), attempt);
    created = target.parent_path() / name;
    const int descriptor =
        open(created.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);  // NOLINT
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& target) : target_(target) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(target_, ignored)) {
    const auto behind = std::filesystem::weakly_canonical(target_, ignored);
    if (!ignored) target_ = behind;  // the link stays, its target is replaced
  }
  struct stat status {};
  const bool exists = stat(target_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail_to_write(target, errno);
  if (exists && S_ISDIR(status.st_mode)) fail_to_write(target, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    descriptor_ = create_beside(target_, temporary_);
  }
  if (descriptor_ < 0) fail_to_write(target, errno);
  if (!temporary_.empty()) {
    remember_temporary_file(temporary_.string());
    if (exists) fchmod(descriptor_, status.st_mode & 07777U);
  }
  stream_ = std::make_unique<OutputStream>(descriptor_, target.string());
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) {
    unlink(temporary_.c_str());
    forget_temporary_file(temporary_.string());
  }
}

void AtomicFile::commit() {
  stream_->flush();
  if (!temporary_.empty() && fsync(descriptor_) != 0) fail_to_write(target_, errno);
  const int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail_to_write(target_, errno);
  if (temporary_.empty()) return;
  if (rename(temporary_.c_str(), target_.c_str()) != 0) fail_to_write(target_, errno);
  forget_temporary_file(temporary_.string());
  temporary_.clear();
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  AtomicFile file(path);
  file.stream().write(content);
  file.commit();
}

}  // namespace tango::base
