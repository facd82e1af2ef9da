#include "serve/audit/keeper.h"

#include <cerrno>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/file_status.h"
#include "base/json.h"
#include "certify/standing.h"

namespace tango::serve {

namespace fs = std::filesystem;

namespace {

/// Out of the way of the next state, where a person can look at it.
void set_aside(const fs::path& file, const std::string& why,
               const std::function<void(const std::string&)>& warn) {
  const fs::path aside = file.string() + ".damaged";
  std::error_code failure;
  fs::rename(file, aside, failure);
  if (failure) {
    throw Error(ErrorCode::kIo,
                fmt::format("the audits' state {} is damaged ({}), and can't be renamed: {}",
                            file.string(), why, failure.message()),
                {"audit"});
  }
  warn(fmt::format("the audits' state {} is damaged ({}): it is now {}, and the audits begin anew",
                   file.string(), why, aside.filename().string()));
}

}  // namespace

AuditKeeper::AuditKeeper(AuditSettings settings) : settings_(std::move(settings)) {
  const fs::path& directory = settings_.directory;
  if (directory.empty()) return;
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (!failure && ::access(directory.c_str(), W_OK | X_OK) != 0) {
    failure = {errno, std::generic_category()};
  }
  if (failure) {
    throw Error(ErrorCode::kIo,
                fmt::format("the state of audits can't be kept in the directory {}: {}",
                            directory.string(), failure.message()),
                {"audit"});
  }
  try {
    lock_.emplace(directory / "audits");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kUsage) throw;
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: another server keeps its audits there; give each a directory of "
                            "its own",
                            directory.string()),
                {"audit"});
  }
}

/// Goes on from the file where it is the certificate's.
std::shared_ptr<certify::Auditor> AuditKeeper::auditor_of(const certify::Certificate& certificate,
                                                          const fs::path& file) const {
  const certify::AuditOptions options{.rate = settings_.rate};
  auto fresh = std::make_shared<certify::Auditor>(certificate, options);
  if (!base::exists(file)) return fresh;
  try {
    const base::Json state = base::read_json(file);
    if (state.at("certificate").get<std::string>() != certificate.decisions) return fresh;
    return std::make_shared<certify::Auditor>(certificate, options, state, file.string());
  } catch (const base::Json::exception&) {
    set_aside(file, "it names no certificate", settings_.warn);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    set_aside(file, error.what(), settings_.warn);
  }
  return fresh;
}

std::shared_ptr<certify::Auditor> AuditKeeper::watch(const certify::Certificate& certificate,
                                                     const fs::path& file) {
  const std::lock_guard lock(mutex_);
  Watch& watch = watches_[file];
  if (watch.auditor != nullptr && watch.certificate == certificate.decisions) {
    return watch.auditor;  // the same cascade, loaded again
  }
  auto auditor = auditor_of(certificate, file);
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
  std::map<fs::path, std::shared_ptr<certify::Auditor>> kept;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [file, watch] : watches_) {
      if (watch.auditor != nullptr) kept.emplace(file, watch.auditor);
    }
  }
  std::optional<Error> failure;
  for (const auto& [file, auditor] : kept) {
    constexpr int kHere = 2;  // holders
    const bool was_in_use = auditor.use_count() > kHere;
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);  // else writing says why
    try {
      base::write_file(file, auditor->state().dump() + "\n");
    } catch (const Error& error) {
      failure = error;
      continue;
    }
    const std::lock_guard lock(mutex_);
    const bool is_in_use = was_in_use || auditor.use_count() > kHere;
    if (!is_in_use && watches_[file].auditor == auditor) watches_.erase(file);
  }
  if (!failure) return;
  ++failed_saves_;
  throw Error(*failure);
}

}  // namespace tango::serve
