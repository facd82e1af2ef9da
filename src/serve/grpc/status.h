// What a client is told when a call fails.
#pragma once

#include <grpcpp/support/status.h>

#include <tango/error.h>

namespace tango::serve::grpc {

/// The one table from kinds of errors to gRPC's codes.
[[nodiscard]] ::grpc::StatusCode status_code(ErrorCode code);

/// UNAVAILABLE and RESOURCE_EXHAUSTED come with google.rpc.RetryInfo. A long message is cut.
[[nodiscard]] ::grpc::Status to_status(const Error& error);

}  // namespace tango::serve::grpc
