#include "base/cache_directory.h"

#include <cstdlib>
#include <string>

#include <fmt/format.h>

namespace tango::base {
namespace {

namespace fs = std::filesystem;

const char* set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

}  // namespace

std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) {
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return seed;
}

std::optional<fs::path> cache_directory() {
  if (const char* cache = set("XDG_CACHE_HOME")) return fs::path(cache) / "tango";
  if (const char* home = set("HOME")) return fs::path(home) / ".cache" / "tango";
  return std::nullopt;
}

std::optional<fs::path> machine_cache() {
  if (const char* chosen = set("TANGO_CACHE")) {
    if (std::string_view(chosen) == "off") return std::nullopt;
    return fs::path(chosen);
  }
  const auto cache = cache_directory();
  return cache ? std::optional(*cache / "machine") : std::nullopt;
}

fs::path machine_cache_file(const fs::path& cache, std::string_view key,
                            std::string_view extension) {
  return cache / fmt::format("{:016x}.{}", stable_hash(key), extension);
}

}  // namespace tango::base
