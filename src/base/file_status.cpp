#include "base/file_status.h"

#include <system_error>

#include <tango/error.h>

namespace tango::base {
namespace {

namespace fs = std::filesystem;

fs::file_status status_of(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (status.type() == fs::file_type::none) {
    throw Error(ErrorCode::kIo, path.string() + ": " + failure.message());
  }
  return status;
}

}  // namespace

bool exists(const fs::path& path) { return fs::exists(status_of(path)); }

bool is_directory(const fs::path& path) { return fs::is_directory(status_of(path)); }

}  // namespace tango::base
