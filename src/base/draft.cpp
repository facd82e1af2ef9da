#include "base/draft.h"

#include <system_error>

#include <tango/error.h>

namespace tango::base {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::error_code& failure) {
  throw Error(ErrorCode::kIo, path.string() + ": " + failure.message());
}

fs::path without_trailing_slash(const fs::path& path) {
  fs::path plain = path.lexically_normal();
  return plain.has_filename() ? plain : plain.parent_path();
}

}  // namespace

fs::path draft_path(const fs::path& target) { return without_trailing_slash(target) += ".partial"; }

void require_absent(const fs::path& target) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(target, ignored))) return;
  throw Error(ErrorCode::kUsage,
              target.string() + ": already exists; remove it, or choose another output",
              {"output"});
}

Draft::Draft(const fs::path& target)
    : path_(draft_path(target)), target_(without_trailing_slash(target)) {
  std::error_code failure;
  if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), failure);
  if (failure) fail(path_.parent_path(), failure);
  lock_.emplace(target_);
  fs::remove_all(path_, failure);
  if (failure) fail(path_, failure);
}

Draft::~Draft() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(path_, ignored);
}

void Draft::commit() {
  std::error_code failure;
  fs::rename(path_, target_, failure);
  if (failure) fail(target_, failure);
  committed_ = true;
  lock_.reset();
}

}  // namespace tango::base
