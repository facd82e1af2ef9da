#include <cstdlib>
#include <system_error>

#include <tango/error.h>

#include "base/cache_directory.h"
#include "checkpoint/checkpoint.h"

namespace tango::checkpoint {

std::filesystem::path model_store() {
  const char* store = std::getenv("TANGO_MODELS");
  if (store != nullptr && *store != '\0') return store;
  if (const auto cache = base::cache_directory()) return *cache / "models";
  throw Error(ErrorCode::kNotFound,
              "no model store: none of TANGO_MODELS, XDG_CACHE_HOME and HOME is set");
}

std::filesystem::path stored_or_itself(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.empty() || path.is_absolute() || std::filesystem::exists(path, ignored)) return path;
  try {
    std::filesystem::path stored = model_store() / path;
    if (std::filesystem::is_directory(stored, ignored)) return stored;
  } catch (const Error&) {  // there is no store
  }
  return path;
}

}  // namespace tango::checkpoint
