// Where submitted texts end, for programs that wait for many at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <tango/export.h>
#include <tango/result.h>

namespace tango {

struct Completion {
  std::uint64_t tag = 0;  ///< What the caller named the text by.
  Result result;
};

/// Thread-safe: any number of engines push, any number of threads pop. Copies are the same queue. A
/// move copies. Unbounded; the limits of the engines bound it.
class TANGO_EXPORT CompletionQueue {
 public:
  /// `on_ready`: called after texts have ended in an empty queue, on the engine's thread and
  /// without a lock: to wake an event loop. It must not throw, block, or destroy or stop the
  /// engine.
  explicit CompletionQueue(std::function<void()> on_ready = nullptr);
  CompletionQueue(const CompletionQueue& other);
  CompletionQueue& operator=(const CompletionQueue& other);
  ~CompletionQueue();

  /// Everything that is there; waits until there is something. Empty only after close().
  [[nodiscard]] std::vector<Completion> pop();
  /// The same; empty if nothing is there by `until`.
  [[nodiscard]] std::vector<Completion> pop_until(std::chrono::steady_clock::time_point until);
  /// Everything that is there.
  [[nodiscard]] std::vector<Completion> try_pop();

  /// Wakes those who wait in pop(), now and later.
  void close() noexcept;

 private:
  friend class Engine;
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tango
