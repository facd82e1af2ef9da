#include <cstdlib>

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

}  // namespace tango::checkpoint
