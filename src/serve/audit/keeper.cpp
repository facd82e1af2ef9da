#include "serve/audit/keeper.h"

#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/file_status.h"
#include "base/json.h"
#include "certify/standing.h"

namespace tango::serve {

namespace fs = std::filesystem;

std::shared_ptr<certify::Auditor> AuditKeeper::watch(const certify::Certificate& certificate,
                                                     const fs::path& file) {
  const std::lock_guard lock(mutex_);
  Watch& watch = watches_[file];
  if (auto auditor = watch.auditor.lock();
      auditor != nullptr && watch.certificate == certificate.decisions) {
    return auditor;  // the same cascade, loaded again
  }
  const certify::AuditOptions options{.rate = settings_.rate};
  std::shared_ptr<certify::Auditor> auditor;
  if (base::exists(file)) {
    const base::Json state = base::read_json(file);
    if (state.value("certificate", "") == certificate.decisions) {
      auditor = std::make_shared<certify::Auditor>(certificate, options, state, file.string());
    }
  }
  if (auditor == nullptr) auditor = std::make_shared<certify::Auditor>(certificate, options);
  watch = {.certificate = certificate.decisions, .auditor = auditor};
  return auditor;
}

WatchedPromise AuditKeeper::promise_of(const fs::path& directory, const cascade::Cascade& cascade,
                                       const std::string& name, int version) {
  WatchedPromise promise;
  std::optional<std::string> why_void = certify::why_void(directory, &cascade);
  if (why_void) {
    promise.state = WatchedPromise::State::kVoid;
    promise.why_void = std::move(*why_void);
    return promise;
  }
  const std::optional<certify::Certificate> certificate = certify::read_certificate(directory);
  if (!certificate) return promise;
  promise.state = WatchedPromise::State::kStands;
  promise.keep = certificate->promise.keep;
  if (!settings_.directory.empty()) {
    promise.auditor =
        watch(*certificate, settings_.directory / fmt::format("{}.{}.json", name, version));
  }
  return promise;
}

void AuditKeeper::save() {
  std::map<fs::path, std::shared_ptr<certify::Auditor>> in_use;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [file, watch] : watches_) {
      if (auto auditor = watch.auditor.lock()) in_use.emplace(file, std::move(auditor));
    }
  }
  for (const auto& [file, auditor] : in_use) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);  // else writing says why
    base::write_file(file, auditor->state().dump() + "\n");
  }
}

}  // namespace tango::serve
