// The models that are served, by name and version.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "serve/served_model.h"

namespace tango::serve {

/// A version's number, from 1; 0 for "", which names none. Throws kNotFound where it is none.
[[nodiscard]] int parse_version(std::string_view version);

/// Thread-safe. Texts on their way keep the model that they have.
class Catalogue {
 public:
  using Aliases = std::map<std::string, std::string, std::less<>>;

  /// Adds a model, or replaces that of its name and version.
  void put(std::shared_ptr<const ServedModel> model);

  /// Nothing where there is none.
  void remove(std::string_view name, int version);

  /// Further names of models, in place of those before.
  void set_aliases(Aliases aliases);

  /// `name`: "" for the first in the order of names. `version`: 0 for the highest. Throws
  /// kNotFound naming those that there are; kStopping where there is none.
  [[nodiscard]] std::shared_ptr<const ServedModel> get(std::string_view name = {},
                                                       int version = 0) const;

  [[nodiscard]] bool empty() const;

  /// The lowest first.
  [[nodiscard]] std::vector<int> versions(std::string_view name) const;

  /// In the order of their names and versions.
  [[nodiscard]] std::vector<std::shared_ptr<const ServedModel>> all() const;

 private:
  using Versions = std::map<int, std::shared_ptr<const ServedModel>>;

  mutable std::mutex mutex_;
  std::map<std::string, Versions, std::less<>> models_;  // none without a version
  Aliases aliases_;
};

}  // namespace tango::serve
