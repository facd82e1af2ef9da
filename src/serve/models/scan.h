// What a directory of models holds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "serve/catalogue.h"

namespace tango::serve {

struct FoundModel {
  std::string name;
  int version = 1;
  std::filesystem::path directory;  ///< With the cascade.json.
};

struct Found {
  std::vector<FoundModel> models;
  Catalogue::Aliases aliases;
};

/// Of each sub-directory: a cascade.json makes it a model of version 1, sub-directories 1, 2, …
/// with one are versions, and a symbolic link to a sub-directory beside it is another name of
/// that. Throws kIo, kNotFound.
[[nodiscard]] Found scan_models(const std::filesystem::path& directory);

/// Changes when a file below the directory is written, comes or goes.
[[nodiscard]] std::string fingerprint_of(const std::filesystem::path& directory);

}  // namespace tango::serve
