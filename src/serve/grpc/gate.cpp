#include "serve/grpc/gate.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "serve/grpc/caller.h"
#include "serve/http2/patience.h"

namespace tango::serve::grpc {
namespace {

// So many, and so many a second, gRPC refuses itself: it keeps the connection, on which others may
// ask, too, such as a proxy's other clients.
constexpr double kRefusals = 10;
constexpr double kRefusalsASecond = 10;

http2::Refusal refusal_of(const Caller& caller) {
  http2::Refusal refusal{{"content-type", "application/grpc"},
                         {"grpc-status", std::to_string(kNeedsKey.status)},
                         {"grpc-message", kNeedsKey.message}};
  for (auto& field : metadata_of(caller)) refusal.push_back(std::move(field));
  return refusal;
}

}  // namespace

http2::Gate make_gate(const CallSupport& support) {
  if (support.keys.get() == nullptr) return nullptr;
  return [&support, left = http2::Store(kRefusals, kRefusalsASecond)](
             const http2::Fields& fields) mutable -> std::optional<http2::Refusal> {
    const service::TimePoint received = service::Clock::now();
    const auto find = [&fields](const char* name) -> std::string_view {
      const auto found = fields.find(name);
      return found == fields.end() ? std::string_view() : found->second;
    };
    Caller caller = make_caller(find(":path"), find, support.methods, support.keys.get().get());
    if (caller.is_let_in) return std::nullopt;
    if (!left.is_empty(received)) {
      left.take(1, received);
      return std::nullopt;
    }
    caller.record.reason = kNeedsKey.message;
    tell(support.recorder, caller.record, kNeedsKey.status, kNeedsKey.http_status, received);
    return refusal_of(caller);
  };
}

}  // namespace tango::serve::grpc
