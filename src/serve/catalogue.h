// The models that are served, by name.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "serve/served_model.h"

namespace tango::serve {

/// Thread-safe.
class Catalogue {
 public:
  /// Adds a model, or replaces that of its name: texts on their way end on the old one. The first
  /// one is the default.
  void put(std::shared_ptr<const ServedModel> model);

  /// "": the default. Throws kNotFound naming those that there are; kStopping where there is none.
  [[nodiscard]] std::shared_ptr<const ServedModel> get(std::string_view name = {}) const;

  /// In the order of their names.
  [[nodiscard]] std::vector<std::shared_ptr<const ServedModel>> all() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const ServedModel>, std::less<>> models_;
  std::string default_;
};

}  // namespace tango::serve
