#include "serve/catalogue.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/printable.h"

namespace tango::serve {
namespace {

constexpr std::string_view kDefaultModel = "default";

}  // namespace

int parse_version(std::string_view version) {
  if (version.empty()) return 0;
  int number = 0;
  const char* const end = version.data() + version.size();
  if (std::from_chars(version.data(), end, number).ptr == end && number >= 1) return number;
  throw Error(ErrorCode::kNotFound,
              fmt::format("a version is a number from 1; found \"{}\"", version));
}

void Catalogue::await_names() {
  const std::lock_guard lock(mutex_);
  has_directory_ = true;
}

void Catalogue::put(std::shared_ptr<const ServedModel> model) {
  const std::lock_guard lock(mutex_);
  if (!has_directory_) names_.insert(model->name);
  std::shared_ptr<const ServedModel>& place = models_[model->name][model->version];
  place.swap(model);  // the old one may end here, without the lock
}

void Catalogue::remove(std::string_view name, int version) {
  std::shared_ptr<const ServedModel> gone;
  const std::lock_guard lock(mutex_);
  const auto versions = models_.find(name);
  if (versions == models_.end()) return;
  const auto found = versions->second.find(version);
  if (found == versions->second.end()) return;
  gone = std::move(found->second);
  versions->second.erase(found);
  if (versions->second.empty()) models_.erase(versions);
}

void Catalogue::set_loading(Names names) {
  const std::lock_guard lock(mutex_);
  loading_.swap(names);
}

void Catalogue::set_names(Names names, Aliases aliases) {
  const std::lock_guard lock(mutex_);
  names_.swap(names);
  aliases_.swap(aliases);
}

std::string Catalogue::served_names() const {
  std::string names;
  for (const auto& [one, _] : models_) names += (names.empty() ? "" : ", ") + one;
  return names;
}

std::string_view Catalogue::default_name() const {
  if (aliases_.contains(kDefaultModel) || names_.contains(kDefaultModel)) return kDefaultModel;
  if (names_.empty()) throw Error(ErrorCode::kStopping, "the models are being loaded");
  if (names_.size() == 1) return *names_.begin();
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("no model is named, where there are several and none is called \"{}\"; "
                          "name one of: {}",
                          kDefaultModel, served_names()));
}

std::shared_ptr<const ServedModel> Catalogue::get(std::string_view name, int version) const {
  const std::lock_guard lock(mutex_);
  if (models_.empty()) throw Error(ErrorCode::kStopping, "no model is loaded yet");
  if (name.empty()) name = default_name();
  if (const auto alias = aliases_.find(name); alias != aliases_.end()) name = alias->second;
  const auto versions = models_.find(name);
  const bool is_missing =
      versions == models_.end() || (version != 0 && !versions->second.contains(version));
  if (is_missing && loading_.contains(name)) {
    throw Error(ErrorCode::kStopping, fmt::format("model \"{}\" is being loaded", name));
  }
  if (versions == models_.end() && names_.contains(name)) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("model \"{}\" is not served: it was unloaded, or could not be loaded; "
                            "/v2/repository/index says why",
                            base::printable(name)));
  }
  if (versions == models_.end()) {
    throw Error(ErrorCode::kNotFound, fmt::format("no model is called \"{:.64}\"; there are: {}",
                                                  base::printable(name), served_names()));
  }
  if (version == 0) return versions->second.rbegin()->second;
  const auto found = versions->second.find(version);
  if (found != versions->second.end()) return found->second;
  std::string known;
  for (const auto& [one, _] : versions->second) {
    known += (known.empty() ? "" : ", ") + std::to_string(one);
  }
  throw Error(ErrorCode::kNotFound, fmt::format("model \"{}\" has no version {}; it has: {}",
                                                versions->first, version, known));
}

bool Catalogue::empty() const {
  const std::lock_guard lock(mutex_);
  return models_.empty();
}

std::vector<int> Catalogue::versions(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<int> numbers;
  if (const auto found = models_.find(name); found != models_.end()) {
    for (const auto& [one, _] : found->second) numbers.push_back(one);
  }
  return numbers;
}

std::vector<std::shared_ptr<const ServedModel>> Catalogue::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const ServedModel>> all;
  for (const auto& [_, versions] : models_) {
    for (const auto& [number, model] : versions) all.push_back(model);
  }
  return all;
}

}  // namespace tango::serve
