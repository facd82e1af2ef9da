// A tier behind an address: batches become requests, which are retried, paced and counted.
#pragma once

#include <memory>

#include "cascade/endpoint.h"
#include "cascade/endpoint_config.h"

namespace tango::remote {

/// Throws kNotFound and kInvalidInput where there should be a key and is none.
[[nodiscard]] std::shared_ptr<cascade::Endpoint> make_endpoint(
    const cascade::EndpointConfig& config);

}  // namespace tango::remote
