// The engine that lives: one set of workers that answers texts of any number of cascades.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <system_error>
#include <vector>

#include "cascade/batch_limits.h"
#include "cascade/cascade.h"
#include "service/completion.h"
#include "service/completion_queue.h"
#include "service/statistics.h"

namespace tango::service {

struct ServiceOptions {
  int workers = 0;   ///< Threads; 0: base::usable_cpus().
  bool pin = false;  ///< Binds worker i to the i-th CPU of the process.
  /// Added to the workers' nice value (nice(2)), so that threads which hand texts in and take
  /// answers come before those that compute on the same CPU. Above 0, workers also give way to
  /// them between the steps of a batch.
  int niceness = 0;
  /// Called once, on a worker, where the system refuses that (a filter of system calls).
  std::function<void(const std::error_code& why)> on_nice_refused = nullptr;
  /// How long the oldest text of a batch that is not full waits, at most, while there are new
  /// texts.
  Duration patience = std::chrono::milliseconds(500);
  /// Of texts that were admitted and have not ended. A group that is larger alone is admitted once
  /// nothing else is in flight.
  std::size_t max_texts = 65536;
  std::size_t max_bytes = std::size_t{256} << 20U;  ///< Of those texts, and of what tiers leave.
  /// Of one text, as a tier reads it, all its windows together; a longer one ends with
  /// kInvalidInput. 0: no limit.
  int max_text_tokens = 0;
  /// One per tier, of every cascade; missing ones are those measured on this machine
  /// (cascade/batch_memory.h), else BatchLimits{}.
  std::vector<cascade::BatchLimits> batches;
};

enum class Admission { kAdmitted, kFull, kStopping };

/// Every method is thread-safe. Each text that was admitted ends exactly once, in its completion
/// queue: with an answer, or with an Error of its own (as Tier::encode and Cascade::first_tier
/// throw, kDeadline, kCancelled, kStopping). The bits of an answer don't depend on other texts.
class Service {
 public:
  /// Throws kIo if the system refuses a thread.
  explicit Service(const ServiceOptions& options = {});
  // NOLINTNEXTLINE(bugprone-exception-escape): without memory to end its texts, the program ends
  ~Service();  ///< stop() without a time to drain.
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Hands in texts, which are admitted together; waits for room, first come, first served. Moves
  /// from them if they are admitted; kStopping after stop() began. Throws kUsage where one names no
  /// cascade or no queue.
  Admission submit(std::span<Submission> texts);
  Admission submit(Submission&& text) { return submit(std::span(&text, 1)); }

  /// The same, but kFull at once where there is no room.
  Admission try_submit(std::span<Submission> texts);
  Admission try_submit(Submission&& text) { return try_submit(std::span(&text, 1)); }

  /// What was counted up to now.
  [[nodiscard]] Snapshot snapshot() const;

  /// Admits nothing more, and waits for what is in flight to end. What takes a batch that has not
  /// begun by `until` ends with kStopping; batches under way are waited for. Returns once all has
  /// ended and no thread is left. Not to be called by a queue's on_ready.
  void stop(TimePoint until);

  [[nodiscard]] int workers() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace tango::service
