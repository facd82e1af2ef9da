// What several cascades of a process use at once, made once.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/file_version.h"

namespace tango::cascade {

/// Immutable things that are made from files. It keeps none alive: each ends with its last user.
/// Thread-safe; of two that are made at once, one is given to both callers.
template <typename T>
class Shared {
 public:
  using Pointer = std::shared_ptr<const T>;

  /// What is in use and was made with the same `options` from `files` of the same contents; else
  /// what `make` gives. Throws what that throws, and is then as before.
  [[nodiscard]] Pointer get(const std::string& options, std::vector<base::FileVersion> files,
                            const std::function<Pointer()>& make) {
    {
      const std::lock_guard lock(mutex_);
      if (Pointer found = find(options, files)) return found;
    }
    Pointer made = make();
    const std::lock_guard lock(mutex_);
    if (Pointer found = find(options, files)) return found;
    entries_.push_back({options, std::move(files), made});
    return made;
  }

 private:
  struct Entry {
    std::string options;
    std::vector<base::FileVersion> files;
    std::weak_ptr<const T> made;
  };

  [[nodiscard]] Pointer find(const std::string& options,
                             const std::vector<base::FileVersion>& files) {
    std::erase_if(entries_, [](const Entry& entry) { return entry.made.expired(); });
    for (const Entry& entry : entries_) {
      if (entry.options != options || !base::same_contents(entry.files, files)) continue;
      if (Pointer found = entry.made.lock()) return found;
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace tango::cascade
