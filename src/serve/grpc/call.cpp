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

Caller caller_of(const CallSupport& support, const ::grpc::GenericCallbackServerContext& context) {
  const auto keys = support.keys.get();
  const auto find = [&context](const char* name) { return find_metadata(context, name); };
  return make_caller(context.method(), find, support.methods, keys.get());
}

}  // namespace

Call::Call(CallSupport& support, ::grpc::GenericCallbackServerContext& context)
    : support_(support),
      context_(context),
      received_(service::Clock::now()),
      caller_(caller_of(support, context)) {
  ++support_.under_way;
  if (!is_let_in()) return;
  wait();
  StartRead(&message_);
}

Call::~Call() { --support_.under_way; }

/// Else it is refused.
bool Call::is_let_in() {
  if (!caller_.is_let_in) {
    refuse({kNeedsKey.status, kNeedsKey.message}, kNeedsKey.http_status);
    return false;
  }
  if (caller_.method == nullptr) {
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
  caller_.method->answer({.message = message_,
                          .received = received_,
                          .deadline = deadline(received_),
                          .cancelled = cancel_.get_token(),
                          .tenant = caller_.tenant,
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
  for (const auto& [name, value] : metadata_of(caller_)) context_.AddInitialMetadata(name, value);
}

void Call::record(::grpc::StatusCode code, int http_status) {
  tell(support_.recorder, record_, code, http_status, received_);
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
