// What of a cascade goes into its archive.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pack/manifest.h"
#include "pack/pack.h"

namespace tango::pack {

struct Content {
  std::string path;              ///< In the archive.
  std::filesystem::path source;  ///< A file of this machine; empty: `text`.
  std::string text;
};

struct Contents {
  std::vector<Content> files;       ///< By their paths.
  std::vector<PackedModel> models;  ///< [tiers]
};

/// Throws as pack() does.
[[nodiscard]] Contents contents_of(const std::filesystem::path& directory,
                                   const PackOptions& options);

}  // namespace tango::pack
