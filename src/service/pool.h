// Texts that wait for one model, whichever cascades they belong to.
#pragma once

#include <array>
#include <cstddef>

#include "cascade/batch_limits.h"
#include "service/batch_time.h"
#include "service/task.h"
#include "service/task_list.h"

namespace tango::service {

struct PoolOptions {
  cascade::BatchLimits limits;
  int depth = 0;        ///< The tier, from 0: a batch of a later one goes first.
  bool local = true;    ///< Computed by the workers.
  int max_batches = 1;  ///< Where it is not: how many are under way at most.
};

/// The higher priority first, then first in, first out. Not thread-safe.
class Pool {
 public:
  explicit Pool(const PoolOptions& options) : options_(options) {}

  [[nodiscard]] const PoolOptions& options() const { return options_; }

  void add(std::unique_ptr<Task> task, TimePoint now);
  [[nodiscard]] std::unique_ptr<Task> remove(Task& task);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool full() const {
    return size_ >= static_cast<std::size_t>(options_.limits.texts) ||
           tokens_ >= options_.limits.tokens;
  }

  /// Since when its oldest text has waited. Requires: not empty.
  [[nodiscard]] TimePoint oldest_since() const;

  /// The one that is next after `task` (nullptr: the first); nullptr after the last.
  [[nodiscard]] Task* next(const Task* task) const;

  /// Of a batch of `tokens`, on one core or on a team.
  [[nodiscard]] Duration time(int tokens, bool team = false) const {
    return (team && team_time_.known() ? team_time_ : time_).of(tokens);
  }
  /// The shortest that the task alone may take.
  [[nodiscard]] Duration least_time(const Task& task) const;
  void ran(int tokens, bool team, Duration time) { (team ? team_time_ : time_).add(tokens, time); }
  void doubt();

  int running = 0;  ///< Batches under way.

 private:
  [[nodiscard]] TaskList& list_of(const Task& task) {
    return waiting_[static_cast<std::size_t>(task.priority)];
  }

  PoolOptions options_;
  std::array<TaskList, kPriorities> waiting_;
  std::size_t size_ = 0;
  long long tokens_ = 0;
  BatchTime time_;       // on one core, or of an endpoint
  BatchTime team_time_;  // on every core
};

}  // namespace tango::service
