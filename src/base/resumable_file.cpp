#include "base/resumable_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/file_status.h"
#include "base/mapped_file.h"

namespace tango::base {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBytes = "answers";
constexpr const char* kIdentity = "run.json";
constexpr const char* kRemarks = "remarks";

[[noreturn]] void fail_at(const fs::path& path, int number) {
  throw Error(ErrorCode::kIo, path.string() + ": " + std::strerror(number));
}

/// A link stays, and what it leads to is replaced, as by AtomicFile.
fs::path regular_target(const fs::path& target) {
  std::error_code failure;
  const fs::path behind = fs::weakly_canonical(target, failure);
  const fs::path& path = failure ? target : behind;
  if (base::exists(path) && !fs::is_regular_file(path, failure)) {
    throw Error(ErrorCode::kUsage, target.string() + ": is no regular file, which could be resumed",
                {"output", "resume"});
  }
  return path;
}

}  // namespace

ResumableFile::ResumableFile(const fs::path& target, const Json& identity, const Whole& whole)
    : target_(regular_target(target)), directory_(draft_path(target_)), lock_(target_) {
  if (base::exists(directory_)) {
    require_same(identity);
  } else {
    std::error_code failure;
    fs::create_directory(directory_, failure);
    if (failure) fail_at(directory_, failure.value());
  }
  if (!base::exists(directory_ / kIdentity)) {
    write_file(directory_ / kIdentity, identity.dump(2) + "\n");
  }
  const fs::path bytes = directory_ / kBytes;
  descriptor_ = open(bytes.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);  // NOLINT(*-vararg)
  if (descriptor_ < 0) fail_at(bytes, errno);
  stream_ = std::make_unique<OutputStream>(descriptor_, bytes.string());
  const auto kept = static_cast<off_t>(whole(MappedFile(bytes).text()));
  if (ftruncate(descriptor_, kept) != 0 || lseek(descriptor_, kept, SEEK_SET) != kept) {
    fail_at(bytes, errno);
  }
}

ResumableFile::~ResumableFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void ResumableFile::require_same(const Json& identity) const {
  const std::string remedy = "; repeat that command, or remove it to start anew";
  std::error_code failure;
  if (!base::is_directory(directory_)) {
    throw Error(ErrorCode::kUsage,
                directory_.string() + ": is not what a run left that can go on" + remedy,
                {"resume"});
  }
  if (!base::exists(directory_ / kIdentity)) {
    // The first thing that a run writes: there is nothing else, or it is not a run's.
    if (!base::exists(directory_ / kBytes) && fs::is_empty(directory_, failure)) return;
    throw Error(ErrorCode::kUsage,
                directory_.string() + ": is not what a run left that can go on" + remedy,
                {"resume"});
  }
  const Json found = read_json(directory_ / kIdentity);
  for (const auto& [key, value] : identity.items()) {
    if (found.is_object() && found.contains(key) && found[key] == value) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: was left by a run whose {} was another{}", directory_.string(),
                            key, remedy),
                {"resume"});
  }
}

void ResumableFile::remark(std::string_view line) {
  std::ofstream file(directory_ / kRemarks, std::ios::app);
  file << line << '\n' << std::flush;
  if (!file) fail_at(directory_ / kRemarks, errno);
}

std::vector<std::string> ResumableFile::remarks() const {
  std::vector<std::string> lines;
  std::ifstream file(directory_ / kRemarks);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void ResumableFile::commit() {
  stream_->flush();
  const fs::path bytes = directory_ / kBytes;
  struct stat status {};
  if (stat(target_.c_str(), &status) == 0) fchmod(descriptor_, status.st_mode & 07777U);
  if (fsync(descriptor_) != 0) fail_at(bytes, errno);
  const int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail_at(bytes, errno);
  if (rename(bytes.c_str(), target_.c_str()) != 0) fail_at(target_, errno);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
  lock_.release();
}

}  // namespace tango::base
