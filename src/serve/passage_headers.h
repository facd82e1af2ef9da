// What an answer over HTTP says of the way that its request took.
#pragma once

#include "serve/dispatcher.h"
#include "serve/http/message.h"

namespace tango::serve {

/// Server-Timing (W3C), the milliseconds in the service; Tango-Degraded where it was full. The
/// model is for the log.
void add_headers(const Passage& passage, http::Response& response);

}  // namespace tango::serve
