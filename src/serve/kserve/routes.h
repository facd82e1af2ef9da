// The routes of the Open Inference Protocol (KServe v2) over REST.
#pragma once

#include <functional>

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/http/router.h"
#include "serve/models/repository.h"
#include "serve/request_limits.h"

namespace tango::serve::kserve {

/// What the routes ask; it outlives the router.
struct Parts {
  const Catalogue& catalogue;
  Dispatcher& dispatcher;
  RequestLimits limits;
  std::function<bool()> ready;
  std::function<std::vector<ModelState>()> states;
};

/// /v2 and what is below it.
void add_routes(http::Router& router, const Parts& parts);

/// For a listener of its own: loads and unloads models at POST /v2/repository/models/NAME/load and
/// …/unload. Its handlers take as long as that takes.
void add_admin_routes(http::Router& router, Repository& repository);

}  // namespace tango::serve::kserve
