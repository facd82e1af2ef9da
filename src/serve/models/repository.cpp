#include "serve/models/repository.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/printable.h"
#include "serve/failure.h"

namespace tango::serve {
namespace {

constexpr int kMostTries = 3;

Catalogue::Names names_of(const std::vector<FoundModel>& models) {
  Catalogue::Names names;
  for (const FoundModel& one : models) names.insert(one.name);
  return names;
}

}  // namespace

Repository::Repository(std::filesystem::path directory, Catalogue& catalogue, Load load, Tell tell)
    : directory_(std::move(directory)),
      catalogue_(catalogue),
      load_(std::move(load)),
      tell_(tell ? std::move(tell) : [](const std::string& /*sentence*/) {}) {
  catalogue_.await_names();
}

void Repository::refresh(const std::function<bool()>& is_stopping) {
  const std::lock_guard one_at_a_time(changing_);
  Found found = scan_models(directory_);
  for (const std::string& sentence : found.skipped) tell_("warning: skipped: " + sentence);
  std::vector<Pending> changes = find_changes(found);
  Catalogue::Names loading;
  for (const Pending& one : changes) loading.insert(one.model.name);
  for (const auto& [name, target] : found.aliases) {
    if (loading.contains(target)) loading.insert(name);
  }
  catalogue_.set_loading(std::move(loading));
  for (Pending& one : changes) {
    if (is_stopping && is_stopping()) return;
    load_one(one.model, std::move(one.fingerprint));
  }
  std::set<Key> there;
  for (const FoundModel& one : found.models) there.emplace(one.name, one.version);
  std::vector<Key> gone;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, _] : entries_) {
      if (!there.contains(key)) gone.push_back(key);
    }
  }
  for (const Key& key : gone) drop(key);
  for (const Key& key : gone) tell_who_answers(key.first);
  for (const Pending& one : changes) tell_who_answers(one.model.name);
  set_aliases(std::move(found.aliases));
  catalogue_.set_names(names_of(found.models), aliases_);
  catalogue_.set_loading({});
}

std::vector<Repository::Pending> Repository::find_changes(const Found& found) {
  std::vector<Pending> changes;
  for (const FoundModel& one : found.models) {
    std::string fingerprint = fingerprint_of(one.directory);
    const std::lock_guard lock(mutex_);
    const auto known = entries_.find({one.name, one.version});
    if (known != entries_.end()) {
      const Entry& entry = known->second;
      const bool is_unchanged = !fingerprint.empty() && entry.fingerprint == fingerprint;
      if (entry.unloaded || is_unchanged) continue;
    }
    begin(one);
    changes.push_back({one, std::move(fingerprint)});
  }
  return changes;
}

/// Under the lock: it is to be loaded.
void Repository::begin(const FoundModel& found) {
  Entry& entry = entries_[{found.name, found.version}];
  entry.unloaded = false;
  entry.state.name = found.name;
  entry.state.version = found.version;
  entry.state.loading = !entry.state.ready;
  if (entry.state.loading) entry.state.reason = "it is being loaded";
}

/// Where that is not the one that was told before, or is one of several that begin to be served.
void Repository::tell_who_answers(const std::string& name) {
  const std::vector<int> versions = catalogue_.versions(name);
  if (versions.empty()) {
    told_.erase(name);
    return;
  }
  const auto [told, is_new] = told_.emplace(name, versions.back());
  const bool has_changed = std::exchange(told->second, versions.back()) != versions.back();
  if (!has_changed && !(is_new && versions.size() > 1)) return;
  tell_(fmt::format("{}: version {} answers where none is named", name, versions.back()));
}

void Repository::set_aliases(Catalogue::Aliases aliases) {
  for (const auto& [name, target] : aliases) {
    const auto known = aliases_.find(name);
    if (known != aliases_.end() && known->second == target) continue;
    tell_(fmt::format("{} is another name of {}", name, target));
  }
  for (const auto& [name, _] : aliases_) {
    if (!aliases.contains(name)) tell_(fmt::format("{} is no name any more", name));
  }
  aliases_ = std::move(aliases);
}

/// As the files are at one moment: what changes while they are read makes it begin anew.
std::shared_ptr<const ServedModel> Repository::load_whole(const FoundModel& found,
                                                          std::string& fingerprint) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    std::shared_ptr<const ServedModel> model = load_(found);
    std::string after = fingerprint_of(found.directory);
    if (after == fingerprint) return model;
    fingerprint = std::move(after);
  }
  throw Error(ErrorCode::kInvalidModel,
              fmt::format("{}: its files changed while they were read, {} times; put a whole "
                          "directory in its place, by renaming it",
                          found.directory.string(), kMostTries));
}

/// What was served stays where the new one can't be loaded.
void Repository::load_one(const FoundModel& found, std::string fingerprint) {
  std::string reason;
  bool is_followed = true;
  try {
    catalogue_.put(load_whole(found, fingerprint));
    is_followed = !fingerprint.empty();
  } catch (...) {
    reason = current_error().what();
  }
  bool was_ready = false;
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[{found.name, found.version}];
    was_ready = entry.state.ready;
    entry.fingerprint = reason.empty() ? std::move(fingerprint) : std::string();
    entry.state.ready |= reason.empty();
    entry.state.loading = false;
    entry.state.failed = !reason.empty();
    entry.state.reason = reason;
  }
  const std::string which = fmt::format("{}, version {}", found.name, found.version);
  if (reason.empty()) {
    tell_(fmt::format("{}: {} from {}", which, was_ready ? "replaced by what was read" : "loaded",
                      found.directory.string()));
    if (!is_followed) {
      tell_(fmt::format(
          "warning: {}: it is read again each time that models are looked for: {} has "
          "more than {} files and folders, folders more than {} deep, or some that can't be "
          "read, so that a change isn't seen",
          which, found.directory.string(), kMostFiles, kDeepestFolder));
    }
  } else {
    tell_(fmt::format("{}: {}: {}", which, was_ready ? "goes on as it was" : "not loaded", reason));
  }
}

void Repository::drop(const Key& key) {
  catalogue_.remove(key.first, key.second);
  {
    const std::lock_guard lock(mutex_);
    entries_.erase(key);
  }
  tell_(fmt::format("{}, version {}: gone", key.first, key.second));
}

void Repository::load(const std::string& name) {
  const std::lock_guard one_at_a_time(changing_);
  Found found = scan_models(directory_);
  Catalogue::Names names = names_of(found.models);
  const auto alias = found.aliases.find(name);
  const std::string& model = alias == found.aliases.end() ? name : alias->second;
  std::erase_if(found.models, [&](const FoundModel& one) { return one.name != model; });
  if (found.models.empty()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("there is no model \"{}\" to load", base::printable(name)));
  }
  load_versions(found.models);
  Catalogue::Aliases aliases = aliases_;
  aliases.erase(name);
  if (alias != found.aliases.end()) aliases.insert(*alias);
  set_aliases(std::move(aliases));
  catalogue_.set_names(std::move(names), aliases_);
}

void Repository::load_versions(const std::vector<FoundModel>& versions) {
  std::string reason;
  for (const FoundModel& one : versions) {
    std::string fingerprint = fingerprint_of(one.directory);
    {
      const std::lock_guard lock(mutex_);
      begin(one);
    }
    load_one(one, std::move(fingerprint));
    const std::lock_guard lock(mutex_);
    if (reason.empty()) reason = entries_[{one.name, one.version}].state.reason;
  }
  tell_who_answers(versions.front().name);
  if (!reason.empty()) throw Error(ErrorCode::kInvalidInput, reason);
}

void Repository::unload(const std::string& name) {
  const std::lock_guard one_at_a_time(changing_);
  std::vector<Key> keys;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, entry] : entries_) {
      if (key.first != name) continue;
      entry.unloaded = true;
      entry.state.ready = false;
      entry.state.failed = false;
      entry.state.reason = "unloaded";
      keys.push_back(key);
    }
  }
  if (const auto alias = aliases_.find(name); keys.empty() && alias != aliases_.end()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("\"{}\" is another name of \"{}\"; unload that", name, alias->second));
  }
  if (keys.empty()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("there is no model \"{}\" to unload", base::printable(name)));
  }
  for (const Key& key : keys) {
    catalogue_.remove(key.first, key.second);
    tell_(fmt::format("{}, version {}: unloaded", key.first, key.second));
  }
  told_.erase(name);
}

std::vector<ModelState> Repository::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<ModelState> states;
  for (const auto& [_, entry] : entries_) states.push_back(entry.state);
  return states;
}

}  // namespace tango::serve
