// What a directory of models holds.
#pragma once

#include <cstddef>
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
  std::vector<std::string> skipped;  ///< Sentences: what is there besides, and why it is no model.
};

/// Of each sub-directory: a cascade.json makes it a model of version 1, sub-directories 1, 2, …
/// with one are versions, and a symbolic link to a model beside it is another name of that. Names
/// that begin with a dot are hidden; what of one is no UTF-8 becomes U+FFFD. Throws kUsage for a
/// cascade itself; kNotFound where nothing is a model, saying why; kIo.
[[nodiscard]] Found scan_models(const std::filesystem::path& directory);

/// What fingerprint_of() looks at.
inline constexpr std::size_t kMostFiles = 1000;  ///< Folders are counted, too.
inline constexpr int kDeepestFolder = 4;         ///< Below a cascade's.

/// Changes when a file below the directory is written, comes or goes. Empty where there is more
/// than is looked at, or what can't be read: whether that changes isn't known.
[[nodiscard]] std::string fingerprint_of(const std::filesystem::path& directory);

}  // namespace tango::serve
