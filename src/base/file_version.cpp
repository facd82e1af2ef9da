#include "base/file_version.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>

#include <tango/error.h>

#include "base/mapped_file.h"

namespace tango::base {
namespace {

bool same_version(const FileVersion& a, const FileVersion& b) {
  return a.device == b.device && a.inode == b.inode && a.bytes == b.bytes &&
         a.modified_seconds == b.modified_seconds &&
         a.modified_nanoseconds == b.modified_nanoseconds;
}

bool same_content(const FileVersion& earlier, const FileVersion& later) {
  if (earlier.path.filename() != later.path.filename() || earlier.bytes != later.bytes) {
    return false;
  }
  if (same_version(earlier, later)) return true;
  try {
    if (!same_version(earlier, file_version(earlier.path))) return false;
    return MappedFile(earlier.path).text() == MappedFile(later.path).text();
  } catch (const Error&) {  // one of them is gone
    return false;
  }
}

}  // namespace

FileVersion file_version(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    const int number = errno;
    throw Error(number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
                path.string() + ": " + std::strerror(number));
  }
  return {.path = path,
          .device = status.st_dev,
          .inode = status.st_ino,
          .bytes = status.st_size,
          .modified_seconds = status.st_mtim.tv_sec,
          .modified_nanoseconds = status.st_mtim.tv_nsec};
}

std::vector<FileVersion> file_versions(std::span<const std::filesystem::path> paths) {
  std::vector<FileVersion> versions;
  versions.reserve(paths.size());
  for (const std::filesystem::path& path : paths) versions.push_back(file_version(path));
  return versions;
}

bool same_contents(std::span<const FileVersion> earlier, std::span<const FileVersion> later) {
  return std::ranges::equal(earlier, later, same_content);
}

}  // namespace tango::base
