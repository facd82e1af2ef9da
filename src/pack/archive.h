// An archive that someone sent, checked whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pack/manifest.h"

namespace tango::pack {

struct Archive {
  Manifest manifest;
  std::vector<std::string_view> contents;  ///< [manifest.files], parts of the archive's bytes.
};

/// Checks every header, size and hash, that there is nothing else, and that cascade.json names the
/// models of the manifest, each in a folder of the archive where it is packed. Throws kInvalidModel
/// that starts with `where`, kUnsupported for a newer major version.
[[nodiscard]] Archive read_archive(std::string_view bytes, const std::string& where);

}  // namespace tango::pack
