// Where texts end, for the caller to take up.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>

#include "service/completion.h"

namespace tango::service {

/// Thread-safe: any number of services push, any number of threads pop. Unbounded; who submits
/// bounds it.
class CompletionQueue {
 public:
  /// `on_ready`: called after a push to an empty queue, on the thread that pushes and without a
  /// lock: to wake an event loop. It must not throw, nor block the workers that others wait for.
  explicit CompletionQueue(std::function<void()> on_ready = nullptr)
      : on_ready_(std::move(on_ready)) {}

  /// Appends `finished`, with one wake-up. Allocates nothing.
  void push(std::list<Completion>&& finished) noexcept;

  /// Everything that is there; waits until there is something. Empty only after close().
  [[nodiscard]] std::list<Completion> pop();
  /// The same; empty if nothing is there by `until`.
  [[nodiscard]] std::list<Completion> pop_until(TimePoint until);
  /// Everything that is there.
  [[nodiscard]] std::list<Completion> try_pop();

  /// Wakes those who wait in pop(), now and later.
  void close() noexcept;

 private:
  std::function<void()> on_ready_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::list<Completion> finished_;
  bool closed_ = false;
};

}  // namespace tango::service
