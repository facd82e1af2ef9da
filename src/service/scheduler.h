// What the cores do next. Pure policy: no threads, and the time is an argument.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "service/fair_queue.h"
#include "service/pool.h"
#include "service/task.h"

namespace tango::service {

struct SchedulerOptions {
  int workers = 1;
  int team = 1;  ///< The most cores of one batch; 1: never more than one.
  /// A batch that is not full is run before new texts once its oldest text has waited this long.
  Duration patience = std::chrono::milliseconds(500);
};

/// What a worker, or an endpoint, does with some texts.
struct Work {
  Pool* pool = nullptr;  ///< nullptr: tokenize them, each for its own pool.
  std::vector<std::unique_ptr<Task>> tasks;
  int tokens = 0;
  int team = 1;  ///< Cores.
};

/// A text waits in the queue of new texts until a worker tokenizes it, then in the pool of its tier
/// until it is part of a batch. One that takes several batches comes again as a new text after each
/// but the last, so that what others wait for runs in between. No core is idle while a text waits
/// for one. Not thread-safe.
class Scheduler {
 public:
  explicit Scheduler(const SchedulerOptions& options);

  [[nodiscard]] Pool& add_pool(const PoolOptions& options);
  /// Requires: nothing waits in it, and no batch of it is under way.
  void remove_pool(const Pool& pool);

  /// A text that is to be tokenized for its pool.
  void arrive(std::unique_ptr<Task> task);
  /// A text that has been tokenized.
  void ready(std::unique_ptr<Task> task, TimePoint now);

  /// What a free worker does now: the caller is to call done() after it. Texts that were cancelled,
  /// or can't be answered before their deadline any more, are moved to `ended`.
  [[nodiscard]] std::optional<Work> next(TimePoint now, std::vector<Ended>& ended);
  /// A batch for an endpoint, likewise.
  [[nodiscard]] std::optional<Work> next_remote(TimePoint now, std::vector<Ended>& ended);
  /// `work` took `time` (zero: it failed, nothing is learnt); its tasks may have been moved away.
  void done(const Work& work, Duration time);

  /// Takes out what can't be answered before its deadline any more.
  void expire(TimePoint now, std::vector<Ended>& ended);
  /// When expire() should be called next.
  [[nodiscard]] TimePoint next_expiry() const {
    return std::min(next_of(deadlines_), next_of(remote_deadlines_));
  }

  /// Takes out everything that waits.
  void clear(std::vector<Ended>& ended);

  [[nodiscard]] std::size_t waiting() const { return waiting_ + input_.size(); }
  /// Whether another worker could do something now.
  [[nodiscard]] bool has_work() const { return !team_at_work_ && waiting() > 0; }

 private:
  struct Choice {
    Pool* pool = nullptr;  ///< nullptr: the input.
    Task* first = nullptr;
  };

  [[nodiscard]] std::optional<Choice> usual_choice(TimePoint now) const;
  [[nodiscard]] Choice unless_urgent(Choice choice, TimePoint now) const;
  [[nodiscard]] Work take_input(Task* first, std::vector<Ended>& ended);
  [[nodiscard]] Work take_batch(Pool& pool, Task* first, TimePoint now, std::vector<Ended>& ended);
  [[nodiscard]] Duration time_of(const Choice& choice) const;

  /// By Task::latest_start.
  using Deadlines = std::set<std::pair<TimePoint, Task*>>;

  [[nodiscard]] static TimePoint next_of(const Deadlines& deadlines) {
    return deadlines.empty() ? kNever : deadlines.begin()->first;
  }
  [[nodiscard]] Deadlines& deadlines_of(const Task& task) {
    return task.tokenized && !task.pool->options().local ? remote_deadlines_ : deadlines_;
  }
  void expire(Deadlines& deadlines, TimePoint now, std::vector<Ended>& ended);
  void watch_deadline(Task& task);
  void unwatch_deadline(Task& task);
  [[nodiscard]] std::unique_ptr<Task> take_out(Task& task);

  SchedulerOptions options_;
  FairQueue input_;
  std::vector<std::unique_ptr<Pool>> pools_;
  Deadlines deadlines_;         ///< Of what waits for a worker.
  Deadlines remote_deadlines_;  ///< Of what waits for an endpoint.
  std::size_t waiting_ = 0;     ///< In local pools.
  int busy_ = 0;                ///< Workers.
  bool team_at_work_ = false;
};

}  // namespace tango::service
