// What is made beside its place and gets its name once it is whole.
#pragma once

#include <filesystem>
#include <optional>

#include "base/output_lock.h"

namespace tango::base {

/// TARGET.partial: where what shall be TARGET is made. A trailing slash of `target` is ignored.
[[nodiscard]] std::filesystem::path draft_path(const std::filesystem::path& target);

/// Throws kUsage when a file or directory exists at `target`.
void require_absent(const std::filesystem::path& target);

/// A directory, or a file that is written by its path, which appears under its name whole or not at
/// all. (AtomicFile is for files that are written here and now.) One at a time makes a target. Not
/// thread-safe.
class Draft {
 public:
  /// Removes what an interrupted run left at draft_path(target), and makes the directory that the
  /// target will be in. Throws kIo, and as OutputLock does.
  explicit Draft(const std::filesystem::path& target);
  /// Removes the draft, unless it was committed.
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// Where to write. Nothing exists there at first.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Renames the draft to the target; a file replaces a file, a directory an empty one. Throws kIo.
  /// Once, as the last call.
  void commit();

 private:
  std::filesystem::path path_, target_;
  std::optional<OutputLock> lock_;
  bool committed_ = false;
};

}  // namespace tango::base
