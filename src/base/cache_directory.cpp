#include "base/cache_directory.h"

#include <cstdint>
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

/// FNV-1a.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return value;
}

}  // namespace

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

std::optional<fs::path> machine_cache_file(std::string_view key, std::string_view extension) {
  const auto directory = machine_cache();
  if (!directory) return std::nullopt;
  return *directory / fmt::format("{:016x}.{}", hash(key), extension);
}

}  // namespace tango::base
