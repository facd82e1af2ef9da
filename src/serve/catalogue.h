// The models that are served, by name and version.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
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
  using Names = std::set<std::string, std::less<>>;
  using Aliases = std::map<std::string, std::string, std::less<>>;

  /// Its models are those of a directory: set_names() says which there are.
  void await_names();

  /// Adds a model, or replaces that of its name and version.
  void put(std::shared_ptr<const ServedModel> model);

  /// Nothing where there is none.
  void remove(std::string_view name, int version);

  /// Names that get() says kStopping of until they are served, or are no longer among these.
  void set_loading(Names names);

  /// All models that the directory has, served or not, and further names of models, in place of
  /// those before.
  void set_names(Names names, Aliases aliases);

  /// `name`: "" for the model called "default", else for the only one that there is. `version`: 0
  /// for the highest. Throws kNotFound naming those that there are; kInvalidInput where none is
  /// named and there are several; kStopping where there is none yet, or it is being loaded.
  [[nodiscard]] std::shared_ptr<const ServedModel> get(std::string_view name = {},
                                                       int version = 0) const;

  [[nodiscard]] bool empty() const;

  /// The lowest first.
  [[nodiscard]] std::vector<int> versions(std::string_view name) const;

  /// In the order of their names and versions.
  [[nodiscard]] std::vector<std::shared_ptr<const ServedModel>> all() const;

 private:
  using Versions = std::map<int, std::shared_ptr<const ServedModel>>;

  [[nodiscard]] std::string_view default_name() const;  // under the lock
  [[nodiscard]] std::string served_names() const;       // likewise

  mutable std::mutex mutex_;
  std::map<std::string, Versions, std::less<>> models_;  // none without a version
  Names names_;                                          // also of models that are not served
  Names loading_;
  Aliases aliases_;
  bool has_directory_ = false;
};

}  // namespace tango::serve
