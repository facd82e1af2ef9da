// Whose connections gRPC gets to know.
#pragma once

#include "serve/grpc/call.h"
#include "serve/http2/gate.h"

namespace tango::serve::grpc {

/// Refuses a first request as its call would be, where it needs a key that it lacks; nullptr where
/// the server has no keys. `support` outlives it.
[[nodiscard]] http2::Gate make_gate(const CallSupport& support);

}  // namespace tango::serve::grpc
