// The routes of text-embeddings-inference.
#pragma once

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/http/router.h"

namespace tango::serve::tei {

struct Limits {
  int max_client_batch_size = 1024;  ///< Texts of a request.
  double default_timeout = 0;        ///< Seconds for a request that names none; 0: no deadline.
};

/// /predict, / and /invocations; /hf in the hub's nesting; /info, /tokenize, /decode. What they
/// refer to outlives the router.
void add_routes(http::Router& router, const Catalogue& catalogue, Dispatcher& dispatcher,
                const Limits& limits);

}  // namespace tango::serve::tei
