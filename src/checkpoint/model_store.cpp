#include <cstdlib>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"

namespace tango::checkpoint {
namespace {

/// Null when the variable is unset or empty.
const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

}  // namespace

std::filesystem::path model_store() {
  if (const char* store = environment("TANGO_MODELS")) return store;
  const std::filesystem::path below = std::filesystem::path("tango") / "models";
  if (const char* cache = environment("XDG_CACHE_HOME")) return cache / below;
  if (const char* home = environment("HOME")) return std::filesystem::path(home) / ".cache" / below;
  throw Error(ErrorCode::kNotFound,
              "no model store: none of TANGO_MODELS, XDG_CACHE_HOME and HOME is set");
}

}  // namespace tango::checkpoint
