#include "serve/catalogue.h"

#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve {

void Catalogue::put(std::shared_ptr<const ServedModel> model) {
  const std::lock_guard lock(mutex_);
  if (models_.empty()) default_ = model->name;
  std::shared_ptr<const ServedModel>& place = models_[model->name];
  place.swap(model);
}

std::shared_ptr<const ServedModel> Catalogue::get(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  if (models_.empty()) throw Error(ErrorCode::kStopping, "no model is loaded yet");
  const auto found = models_.find(name.empty() ? std::string_view(default_) : name);
  if (found != models_.end()) return found->second;
  std::string names;
  for (const auto& [known, _] : models_) names += (names.empty() ? "" : ", ") + known;
  throw Error(ErrorCode::kNotFound,
              fmt::format("no model is called \"{}\"; there are: {}", name, names));
}

std::vector<std::shared_ptr<const ServedModel>> Catalogue::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const ServedModel>> all;
  all.reserve(models_.size());
  for (const auto& [_, model] : models_) all.push_back(model);
  return all;
}

}  // namespace tango::serve
