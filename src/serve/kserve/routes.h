// The routes of the Open Inference Protocol (KServe v2) over REST.
#pragma once

#include "serve/http/router.h"
#include "serve/kserve/parts.h"
#include "serve/models/repository.h"

namespace tango::serve::kserve {

/// /v2 and what is below it.
void add_routes(http::Router& router, const Parts& parts);

/// For a listener of its own: loads and unloads models at POST /v2/repository/models/NAME/load and
/// …/unload. Its handlers take as long as that takes.
void add_admin_routes(http::Router& router, Repository& repository);

}  // namespace tango::serve::kserve
