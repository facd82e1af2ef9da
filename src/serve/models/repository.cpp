#include "serve/models/repository.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "serve/failure.h"

namespace tango::serve {

Repository::Repository(std::filesystem::path directory, Catalogue& catalogue, Load load)
    : directory_(std::move(directory)), catalogue_(catalogue), load_(std::move(load)) {}

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
  catalogue_.set_aliases(std::move(found.aliases));
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

std::vector<FoundModel> Repository::scan_for(const std::string& name) const {
  std::vector<FoundModel> models = scan_models(directory_).models;
  std::erase_if(models, [&](const FoundModel& one) { return one.name != name; });
  if (!models.empty()) return models;
  throw Error(ErrorCode::kNotFound, fmt::format("there is no model \"{}\" to load", name));
}

void Repository::load(const std::string& name) {
  const std::lock_guard one_at_a_time(changing_);
  std::string reason;
  for (const FoundModel& one : scan_for(name)) {
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
