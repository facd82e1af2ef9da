// Where this user's caches lie.
#pragma once

#include <filesystem>
#include <optional>

namespace tango::base {

/// $XDG_CACHE_HOME/tango, else ~/.cache/tango; nothing when neither variable is set. Need not
/// exist.
[[nodiscard]] std::optional<std::filesystem::path> cache_directory();

}  // namespace tango::base
