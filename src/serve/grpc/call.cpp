#include "serve/grpc/call.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <grpc/grpc.h>

#include "serve/failure.h"
#include "serve/grpc/status.h"
#include "serve/http2/client_frames.h"
#include "serve/origin.h"

namespace tango::serve::grpc {
namespace {

std::string_view find_metadata(const ::grpc::GenericCallbackServerContext& context,
                               const char* name) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

bool is_too_long(const ::grpc::ByteBuffer& message) {
  if (message.Length() != http2::kTooLong.size()) return false;
  ::grpc::Slice slice;
  if (!message.DumpToSingleSlice(&slice).ok()) return false;
  return std::equal(slice.begin(), slice.end(), http2::kTooLong.begin(), http2::kTooLong.end(),
                    [](std::uint8_t one, char other) { return static_cast<char>(one) == other; });
}

}  // namespace

Call::Call(CallSupport& support, ::grpc::GenericCallbackServerContext& context)
    : support_(support), context_(context), received_(service::Clock::now()) {
  ++support_.under_way;
  const auto found = support_.methods.find(context_.method());
  if (found != support_.methods.end()) method_ = &found->second;
  record_.method = "POST";
  record_.path = context_.method();
  record_.origin =
      make_origin(find_metadata(context_, "x-request-id"), find_metadata(context_, "traceparent"),
                  find_metadata(context_, "tracestate"));
  record_.is_inference = method_ != nullptr && method_->is_inference;
  if (!is_let_in()) return;
  wait();
  StartRead(&message_);
}

Call::~Call() { --support_.under_way; }

/// Else it is refused. Methods that there are not need a key, too.
bool Call::is_let_in() {
  const auto keys = support_.keys.get();
  if (keys != nullptr) {
    const auto key = keys->find(http::bearer_key(find_metadata(context_, "authorization")));
    if (!key && (method_ == nullptr || method_->access == http::Access::kKey)) {
      refuse({::grpc::UNAUTHENTICATED,
              "this needs a key that is known here, as metadata \"authorization: Bearer KEY\""},
             401);
      return false;
    }
    tenant_ = key.value_or(0);
    if (key) record_.owner = keys->owner_of(*key);
  }
  if (method_ == nullptr) {
    refuse({::grpc::UNIMPLEMENTED, fmt::format("there is no method {}", context_.method())}, 404);
    return false;
  }
  if (support_.stopping) {
    fail({ErrorCode::kStopping, "the server is stopping"});
    return false;
  }
  if (support_.under_way > support_.limits.connections) {
    fail({ErrorCode::kOverloaded, "the server has as many calls as it takes; try again later"});
    return false;
  }
  return true;
}

void Call::wait() { place_ = support_.waiting.add(context_); }

void Call::stop_waiting() {
  if (place_) support_.waiting.remove(*place_);
  place_.reset();
}

void Call::OnReadDone(bool ok) {
  stop_waiting();
  if (!ok) return end_without_message();
  record_.request_bytes = message_.Length();
  received_ = service::Clock::now();
  if (is_too_long(message_)) {
    return refuse({::grpc::RESOURCE_EXHAUSTED,
                   fmt::format("the message has more than {} bytes; send several calls",
                               support_.limits.body_bytes)},
                  413);
  }
  try {
    answer();
  } catch (...) {
    fail(current_error());
  }
}

/// gRPC refuses compressed messages by itself. To us it looks as if none had come, until the call
/// is over and turns out to be cancelled.
void Call::end_without_message() {
  if (grpc_call_failed_before_recv_message(context_.c_call()) != 0) {
    return fail({ErrorCode::kCancelled, "the call was cancelled"});
  }
  has_no_message_ = true;
  add_metadata();
  Finish({::grpc::INVALID_ARGUMENT, "the call has no message"});
}

void Call::answer() {
  method_->answer({.message = message_,
                   .received = received_,
                   .deadline = deadline(received_),
                   .cancelled = cancel_.get_token(),
                   .tenant = tenant_,
                   .origin = record_.origin,
                   .respond = [this](Reply&& reply) { respond(std::move(reply)); },
                   .fail = [this](const Error& error) { fail(error); }});
}

/// A little before the client's, for the answer's way back.
service::TimePoint Call::deadline(service::TimePoint now) const {
  using std::chrono::system_clock;
  constexpr std::chrono::hours kLongest{240};  // beyond it there is none
  constexpr service::Duration kWay = std::chrono::milliseconds(10);
  const system_clock::time_point deadline = context_.deadline();
  const system_clock::time_point begin = system_clock::now();
  if (deadline > begin + kLongest) return service::kNever;
  const auto left = std::chrono::duration_cast<service::Duration>(deadline - begin);
  return now + left - std::clamp<service::Duration>(left / 10, {}, kWay);
}

void Call::respond(Reply&& reply) {
  answer_.Swap(&reply.message);
  record_.response_bytes = answer_.Length();
  add_metadata();
  record_.model = std::move(reply.model);
  record(::grpc::OK, 200);
  if (reply.degraded) context_.AddInitialMetadata("tango-degraded", "true");
  wait();
  StartWriteAndFinish(&answer_, {}, ::grpc::Status::OK);
}

void Call::fail(const Error& error) { refuse(to_status(error), http_status(error)); }

void Call::refuse(const ::grpc::Status& status, int http_status) {
  add_metadata();
  record_.reason = status.error_message();
  record(status.error_code(), http_status);
  if (!status.error_details().empty()) {  // which say when to try again
    context_.AddTrailingMetadata("grpc-retry-pushback-ms", "1000");
  }
  Finish(status);
}

void Call::add_metadata() {
  context_.AddInitialMetadata("x-request-id", record_.origin->request_id);
  if (!record_.origin->traceparent.empty()) {
    context_.AddInitialMetadata("traceparent", record_.origin->traceparent);
  }
}

void Call::record(::grpc::StatusCode code, int http_status) {
  record_.grpc_status = code;
  record_.status = http_status;
  record_.time = service::Clock::now() - received_;
  if (support_.recorder) support_.recorder(record_);
}

void Call::OnDone() {
  stop_waiting();
  if (has_no_message_ && context_.IsCancelled()) {
    record_.reason = "gRPC refused the message: it is compressed, or none of gRPC's";
    record(::grpc::UNIMPLEMENTED, 415);
  } else if (has_no_message_) {
    record(::grpc::INVALID_ARGUMENT, 422);
  }
  delete this;
}

}  // namespace tango::serve::grpc
