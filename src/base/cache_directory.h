// Where this user's caches are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace tango::base {

/// FNV-1a, which is the same on every machine.
[[nodiscard]] std::uint64_t stable_hash(std::string_view text,
                                        std::uint64_t seed = 0xCBF29CE484222325U);

/// $XDG_CACHE_HOME/tango, else ~/.cache/tango; nullopt when neither variable is set. It need not
/// exist.
[[nodiscard]] std::optional<std::filesystem::path> cache_directory();

/// What was derived from models on this machine (packed weights, choices of a precision):
/// $TANGO_CACHE, else `machine` below cache_directory(); nullopt when TANGO_CACHE is `off`. It need
/// not exist.
[[nodiscard]] std::optional<std::filesystem::path> machine_cache();

/// A directory of such things, or none: then nothing is kept.
using MachineCache = std::optional<std::filesystem::path>;

/// The file for `key` in a machine cache. Its name is a hash of the key, so its content must say
/// which key it is for.
[[nodiscard]] std::filesystem::path machine_cache_file(const std::filesystem::path& cache,
                                                       std::string_view key,
                                                       std::string_view extension);

}  // namespace tango::base
