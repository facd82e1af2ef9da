// The function that the library which asks endpoints (src/remote) is known by.
#pragma once

#include <memory>
#include <string>

#include <tango/error.h>

#include "cascade/endpoint_config.h"

namespace tango::cascade {

struct OpenedEndpoint {
  std::shared_ptr<Endpoint> endpoint;  ///< nullptr where it failed:
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

/// `version`: tango's, as version() says; another one opens nothing. Throws nothing: exceptions
/// stay on their side.
using OpenEndpoint = void (*)(const char* version, const EndpointConfig& config,
                              OpenedEndpoint& opened);
inline constexpr const char* kOpenEndpoint = "tango_open_endpoint";
inline constexpr const char* kEndpointLibrary = "libtango-remote.so";

}  // namespace tango::cascade
