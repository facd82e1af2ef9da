// Where this user's caches lie.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace tango::base {

/// $XDG_CACHE_HOME/tango, else ~/.cache/tango; nothing when neither variable is set. Need not
/// exist.
[[nodiscard]] std::optional<std::filesystem::path> cache_directory();

/// What was derived from models on this machine (packed weights, choices of a precision):
/// $TANGO_CACHE, else `machine` below cache_directory(); nothing when TANGO_CACHE is `off`. Need
/// not exist.
[[nodiscard]] std::optional<std::filesystem::path> machine_cache();

/// The file there for `key`, which it stands for by a hash: what is in it must name the key.
/// Nothing without a machine_cache().
[[nodiscard]] std::optional<std::filesystem::path> machine_cache_file(std::string_view key,
                                                                      std::string_view extension);

}  // namespace tango::base
