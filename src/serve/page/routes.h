// The pages of the server, and its description in OpenAPI 3.1.
#pragma once

#include "serve/http/router.h"

namespace tango::serve::page {

/// GET / to try the model, /openapi.json, and /docs to read it. They need no key: what they ask
/// the server does.
void add_routes(http::Router& router);

}  // namespace tango::serve::page
