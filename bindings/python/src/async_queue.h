// Where texts end for an event loop, which waits on a file descriptor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <unordered_map>

#include <nanobind/nanobind.h>

#include <tango/completion_queue.h>

#include "call.h"
#include "engine.h"

namespace tango::python {

/// For the thread of one event loop. No thread of an engine ever waits for the GIL: it writes to an
/// eventfd, which wakes the loop.
class AsyncQueue {
 public:
  AsyncQueue();

  /// Readable when texts have ended.
  [[nodiscard]] int file_descriptor() const;
  /// False where there is no room; else the text ends under `tag`.
  [[nodiscard]] bool try_submit(const HeldEngine& held, nb::handle item, std::uint64_t tag,
                                const CallOptions& options);
  /// The text ends soon, with kCancelled unless it is being computed.
  void cancel(std::uint64_t tag);
  /// (tag, Answers of one text) of each that has ended.
  [[nodiscard]] nb::list drain();

 private:
  class Wakeups;

  struct Pending {
    std::stop_source cancel;
    std::shared_ptr<const AnswerKind> kind;
  };

  std::shared_ptr<Wakeups> wakeups_;  // shared with engines, which may be the last to write
  CompletionQueue queue_;
  std::unordered_map<std::uint64_t, Pending> pending_;
};

void bind_async_queue(nb::module_& module);

}  // namespace tango::python
