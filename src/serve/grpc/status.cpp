#include "serve/grpc/status.h"

#include <string>

#include "serve/grpc/error_details.pb.h"

namespace tango::serve::grpc {
namespace {

constexpr std::size_t kLongestMessage = 1000;  // it travels in a header

/// Whether it is worth asking again soon.
bool may_be_retried(::grpc::StatusCode code) {
  return code == ::grpc::RESOURCE_EXHAUSTED || code == ::grpc::UNAVAILABLE;
}

std::string short_text(std::string text) {
  if (text.size() <= kLongestMessage) return text;
  std::size_t end = kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + " ...";
}

}  // namespace

::grpc::StatusCode status_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kInvalidInput:
    case ErrorCode::kUnsupported:
      return ::grpc::INVALID_ARGUMENT;
    case ErrorCode::kNotFound:
      return ::grpc::NOT_FOUND;
    case ErrorCode::kOverloaded:
      return ::grpc::RESOURCE_EXHAUSTED;
    case ErrorCode::kCancelled:
      return ::grpc::CANCELLED;
    case ErrorCode::kStopping:
      return ::grpc::UNAVAILABLE;
    case ErrorCode::kDeadline:
      return ::grpc::DEADLINE_EXCEEDED;
    case ErrorCode::kInvalidModel:
    case ErrorCode::kIo:
    case ErrorCode::kClosedPipe:
    case ErrorCode::kInternal:
      break;
  }
  return ::grpc::INTERNAL;
}

::grpc::Status to_status(const Error& error) {
  const ::grpc::StatusCode code = status_code(error.code());
  std::string message = short_text(error.what());
  if (!may_be_retried(code)) return {code, message};
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(message);
  details.add_details()->PackFrom(retry);
  return {code, message, details.SerializeAsString()};
}

}  // namespace tango::serve::grpc
