// The watches of the served models, with their state in files.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "cascade/cascade.h"
#include "certify/auditor.h"
#include "serve/audit/watched_promise.h"

namespace tango::serve {

struct AuditSettings {
  std::filesystem::path directory;  ///< Of the states; empty: nothing is audited.
  double rate = 0.01;
};

/// Thread-safe.
class AuditKeeper {
 public:
  explicit AuditKeeper(AuditSettings settings) : settings_(std::move(settings)) {}

  /// Of a cascade that was loaded from `directory` and is served under this name and version. Where
  /// audits are wanted and its certificate stands, its watch goes on from
  /// DIRECTORY/NAME.VERSION.json, unless that is of another certificate: then it begins anew.
  /// Throws kUnsupported for a promise that can't be watched, kInvalidInput for a damaged state,
  /// kIo.
  [[nodiscard]] WatchedPromise promise_of(const std::filesystem::path& directory,
                                          const cascade::Cascade& cascade, const std::string& name,
                                          int version);

  /// Writes the state of each watch that is in use. Throws kIo.
  void save();

 private:
  struct Watch {
    std::string certificate;  ///< Certificate::decisions.
    std::weak_ptr<certify::Auditor> auditor;
  };

  [[nodiscard]] std::shared_ptr<certify::Auditor> watch(const certify::Certificate& certificate,
                                                        const std::filesystem::path& file);

  AuditSettings settings_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Watch> watches_;  // by their file
};

}  // namespace tango::serve
