// The routes of text-embeddings-inference.
#pragma once

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/http/router.h"
#include "serve/request_limits.h"

namespace tango::serve::tei {

/// /predict, / and /invocations; /hf in the hub's nesting; /info, /tokenize, /decode. What they
/// refer to outlives the router.
void add_routes(http::Router& router, const Catalogue& catalogue, Dispatcher& dispatcher,
                const RequestLimits& limits);

}  // namespace tango::serve::tei
