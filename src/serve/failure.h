// What a client is told when a request fails, in the form of text-embeddings-inference.
#pragma once

#include <string_view>

#include <tango/error.h>

#include "serve/http/message.h"

namespace tango::serve {

/// The one table from kinds of errors to HTTP: 413 where `settings` name the length, 422 for input
/// that can't be read, 429, 503, 504; 424 where the models failed.
[[nodiscard]] int http_status(const Error& error);

/// {"error": message, "error_type": by the status}; 429 and 503 come with Retry-After.
[[nodiscard]] http::Response failure(int status, std::string_view message);
[[nodiscard]] http::Response failure(const Error& error);

/// The exception being handled. Requires: within a catch block.
[[nodiscard]] Error current_error();

}  // namespace tango::serve
