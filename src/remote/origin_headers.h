// What an endpoint is told of where its texts come from. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cascade/endpoint.h"

namespace tango::remote {

/// Headers, "Name: value", of one request about these texts (at least one): X-Request-Id where all
/// came with one request, traceparent and tracestate where all belong to one trace. They are the
/// first text's, unchanged: tango records no spans, so that a span id of its own would be a parent
/// that nobody knows.
[[nodiscard]] std::vector<std::string> origin_headers(std::span<const cascade::TierInput> texts);

}  // namespace tango::remote
