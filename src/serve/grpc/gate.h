// Whose connections gRPC gets to know.
#pragma once

#include "serve/grpc/call.h"
#include "serve/http2/gate.h"

namespace tango::serve::grpc {

/// Refuses first requests that lack the key that they need as their calls would be, where there are
/// too many of them to have gRPC do it; nullptr where the server has no keys. To be asked by one
/// thread; `support` outlives it.
[[nodiscard]] http2::Gate make_gate(const CallSupport& support);

}  // namespace tango::serve::grpc
