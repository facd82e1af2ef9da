// JSON of files that are tango's own, which people write too.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/json.h"

namespace tango::base {

/// As parse_json() and read_json(), but an object that has a key twice is kInvalidModel: of two
/// values one would be read, and the other one passed over.
[[nodiscard]] Json parse_own_json(std::string_view text, std::string_view where);
[[nodiscard]] Json read_own_json(const std::filesystem::path& path);

}  // namespace tango::base
