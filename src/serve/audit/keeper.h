// The watches of the served models, with their state in files.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/output_lock.h"
#include "cascade/cascade.h"
#include "certify/auditor.h"
#include "serve/audit/watched_promise.h"

namespace tango::serve {

struct AuditSettings {
  std::filesystem::path directory;  ///< Of the states; empty: nothing is audited.
  double rate = 0.01;
  std::function<void(const std::string& sentence)> warn = nullptr;  ///< Required with a directory.
};

/// Thread-safe.
class AuditKeeper {
 public:
  /// Makes the directory, and keeps every other one from it as long as it lives. Throws kUsage
  /// where another one has it, kIo where it can't be made, or files can't be written there.
  explicit AuditKeeper(AuditSettings settings);

  /// Of a cascade that was loaded from `directory` and is served under this name and version. Where
  /// audits are wanted and its certificate stands, its watch goes on from
  /// DIRECTORY/NAME.VERSION.json, unless that is of another certificate: then it begins anew.
  /// So it does where the state is damaged, which is set aside with a warning. Throws kUnsupported
  /// for a promise that can't be watched, kIo.
  [[nodiscard]] WatchedPromise promise_of(const std::filesystem::path& directory,
                                          const cascade::Cascade& cascade, const std::string& name,
                                          int version);

  /// Writes the state of each watch, and forgets those of models that are not served any more.
  /// Throws kIo, once it has tried them all.
  void save();

  /// Calls of save() that threw.
  [[nodiscard]] std::uint64_t failed_saves() const { return failed_saves_; }

 private:
  struct Watch {
    std::string certificate;  ///< Certificate::decisions.
    std::shared_ptr<certify::Auditor> auditor;
  };

  [[nodiscard]] std::shared_ptr<certify::Auditor> watch(const certify::Certificate& certificate,
                                                        const std::filesystem::path& file);

  [[nodiscard]] std::shared_ptr<certify::Auditor> auditor_of(
      const certify::Certificate& certificate, const std::filesystem::path& file) const;

  AuditSettings settings_;
  std::atomic<std::uint64_t> failed_saves_ = 0;
  std::optional<base::OutputLock> lock_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Watch> watches_;  // by their file
};

}  // namespace tango::serve
