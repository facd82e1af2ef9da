#include "serve/models/repository.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "serve/failure.h"

namespace tango::serve {
namespace {

Catalogue::Names names_of(const std::vector<FoundModel>& models) {
  Catalogue::Names names;
  for (const FoundModel& one : models) names.insert(one.name);
  return names;
}

}  // namespace

Repository::Repository(std::filesystem::path directory, Catalogue& catalogue, Load load)
    : directory_(std::move(directory)), catalogue_(catalogue), load_(std::move(load)) {
  catalogue_.await_names();
}

void Repository::refresh() {
  const std::lock_guard one_at_a_time(changing_);
  Found found = scan_models(directory_);
  std::set<Key> there;
  for (const FoundModel& one : found.models) {
    const Key key(one.name, one.version);
    there.insert(key);
    std::string fingerprint = fingerprint_of(one.directory);
    {
      const std::lock_guard lock(mutex_);
      Entry& entry = entries_[key];
      entry.state.name = one.name;
      entry.state.version = one.version;
      if (entry.unloaded || entry.fingerprint == fingerprint) continue;
    }
    load_one(one, std::move(fingerprint));
  }
  std::vector<Key> gone;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, _] : entries_) {
      if (!there.contains(key)) gone.push_back(key);
    }
  }
  for (const Key& key : gone) drop(key);
  aliases_ = std::move(found.aliases);
  catalogue_.set_names(names_of(found.models), aliases_);
}

/// What was served stays where the new one can't be loaded.
void Repository::load_one(const FoundModel& found, std::string fingerprint) {
  std::string reason;
  try {
    catalogue_.put(load_(found));
  } catch (...) {
    reason = current_error().what();
  }
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[{found.name, found.version}];
  entry.fingerprint = reason.empty() ? std::move(fingerprint) : std::string();
  entry.state.ready |= reason.empty();
  entry.state.reason = std::move(reason);
}

void Repository::drop(const Key& key) {
  catalogue_.remove(key.first, key.second);
  const std::lock_guard lock(mutex_);
  entries_.erase(key);
}

void Repository::load(const std::string& name) {
  const std::lock_guard one_at_a_time(changing_);
  Found found = scan_models(directory_);
  Catalogue::Names names = names_of(found.models);
  const auto alias = found.aliases.find(name);
  const std::string& model = alias == found.aliases.end() ? name : alias->second;
  std::erase_if(found.models, [&](const FoundModel& one) { return one.name != model; });
  if (found.models.empty()) {
    throw Error(ErrorCode::kNotFound, fmt::format("there is no model \"{}\" to load", name));
  }
  load_versions(found.models);
  aliases_.erase(name);
  if (alias != found.aliases.end()) aliases_.insert(*alias);
  catalogue_.set_names(std::move(names), aliases_);
}

void Repository::load_versions(const std::vector<FoundModel>& versions) {
  std::string reason;
  for (const FoundModel& one : versions) {
    std::string fingerprint = fingerprint_of(one.directory);
    {
      const std::lock_guard lock(mutex_);
      Entry& entry = entries_[{one.name, one.version}];
      entry.state.name = one.name;
      entry.state.version = one.version;
      entry.unloaded = false;
    }
    load_one(one, std::move(fingerprint));
    const std::lock_guard lock(mutex_);
    if (reason.empty()) reason = entries_[{one.name, one.version}].state.reason;
  }
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
      entry.state.reason = "unloaded";
      keys.push_back(key);
    }
  }
  if (const auto alias = aliases_.find(name); keys.empty() && alias != aliases_.end()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("\"{}\" is another name of \"{}\"; unload that", name, alias->second));
  }
  if (keys.empty()) {
    throw Error(ErrorCode::kNotFound, fmt::format("there is no model \"{}\" to unload", name));
  }
  for (const Key& key : keys) catalogue_.remove(key.first, key.second);
}

std::vector<ModelState> Repository::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<ModelState> states;
  for (const auto& [_, entry] : entries_) states.push_back(entry.state);
  return states;
}

}  // namespace tango::serve
