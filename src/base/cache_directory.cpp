#include "base/cache_directory.h"

#include <cstdlib>

namespace tango::base {

std::optional<std::filesystem::path> cache_directory() {
  const auto set = [](const char* name) -> const char* {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
  };
  if (const char* cache = set("XDG_CACHE_HOME")) return std::filesystem::path(cache) / "tango";
  if (const char* home = set("HOME")) return std::filesystem::path(home) / ".cache" / "tango";
  return std::nullopt;
}

}  // namespace tango::base
