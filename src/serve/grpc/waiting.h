// Calls that wait for their client.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <utility>

#include <grpcpp/server_context.h>

#include "service/task.h"

namespace tango::serve::grpc {

/// Cancels calls whose client takes too long to send its message, or to take its answer.
/// Thread-safe.
class Waiting {
  using Calls = std::list<std::pair<service::TimePoint, ::grpc::ServerContextBase*>>;

 public:
  using Place = Calls::iterator;

  explicit Waiting(std::chrono::seconds at_most) : at_most_(at_most) {}

  [[nodiscard]] Place add(::grpc::ServerContextBase& call) {
    const std::lock_guard lock(mutex_);
    return calls_.insert(calls_.end(), {service::Clock::now() + at_most_, &call});
  }

  /// To be called before the call ends.
  void remove(Place place) {
    const std::lock_guard lock(mutex_);
    calls_.erase(place);
  }

  void cancel_late(service::TimePoint now) {
    const std::lock_guard lock(mutex_);
    for (auto& [until, call] : calls_) {
      if (until == service::kNever) continue;  // it is cancelled already
      if (until > now) break;
      call->TryCancel();
      until = service::kNever;
    }
  }

 private:
  const std::chrono::seconds at_most_;
  std::mutex mutex_;
  Calls calls_;  // the earliest first
};

}  // namespace tango::serve::grpc
