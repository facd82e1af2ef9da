// Where this user's caches are.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace tango::base {

/// $XDG_CACHE_HOME/tango, else ~/.cache/tango; nullopt when neither variable is set. It need not
/// exist.
[[nodiscard]] std::optional<std::filesystem::path> cache_directory();

/// What was derived from models on this machine (packed weights, choices of a precision):
/// $TANGO_CACHE, else `machine` below cache_directory(); nullopt when TANGO_CACHE is `off`. It need
/// not exist.
[[nodiscard]] std::optional<std::filesystem::path> machine_cache();

/// The file for `key` in machine_cache(); nullopt without one. Its name is a hash of the key, so
/// its content must say which key it is for.
[[nodiscard]] std::optional<std::filesystem::path> machine_cache_file(std::string_view key,
                                                                      std::string_view extension);

}  // namespace tango::base
