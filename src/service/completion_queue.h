// Where texts end, for the caller to take up.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "service/completion.h"
#include "service/task_list.h"

namespace tango::service {

/// Thread-safe: any number of services push, any number of threads pop. Unbounded; who submits
/// bounds it.
class CompletionQueue {
 public:
  /// `on_ready`: called after a push to an empty queue, on the thread that pushes and without a
  /// lock: to wake an event loop. It must not throw, nor block the workers that others wait for.
  explicit CompletionQueue(std::function<void()> on_ready = nullptr)
      : on_ready_(std::move(on_ready)) {}

  /// The service's: appends texts that have ended, with one wake-up. Takes no memory.
  void push(TaskList&& ended) noexcept;

  /// Everything that is there; waits until there is something. Empty only after close().
  [[nodiscard]] std::vector<Completion> pop();
  /// The same; empty if nothing is there by `until`.
  [[nodiscard]] std::vector<Completion> pop_until(TimePoint until);
  /// Everything that is there.
  [[nodiscard]] std::vector<Completion> try_pop();

  /// Wakes those who wait in pop(), now and later.
  void close() noexcept;

 private:
  [[nodiscard]] std::vector<Completion> take(std::unique_lock<std::mutex>& lock);

  std::function<void()> on_ready_;
  std::mutex mutex_;
  std::condition_variable ready_;
  TaskList ended_;
  bool closed_ = false;
};

}  // namespace tango::service
