#include "service/pool.h"

#include <algorithm>
#include <utility>

namespace tango::service {

void Pool::add(std::unique_ptr<Task> task, TimePoint now) {
  ++size_;
  tokens_ += task->all_tokens();
  task->since = now;
  TaskList& list = list_of(*task);
  list.push_back(std::move(task));
}

std::unique_ptr<Task> Pool::remove(Task& task) {
  --size_;
  tokens_ -= task.all_tokens();
  return list_of(task).remove(task);
}

TimePoint Pool::oldest_since() const {
  TimePoint oldest = kNever;
  for (const TaskList& list : waiting_) {
    if (!list.empty()) oldest = std::min(oldest, list.front()->since);
  }
  return oldest;
}

Task* Pool::next(const Task* task) const {
  std::size_t priority = 0;
  if (task != nullptr) {
    if (task->next != nullptr) return task->next;
    priority = static_cast<std::size_t>(task->priority) + 1;
  }
  for (; priority < kPriorities; ++priority) {
    if (!waiting_[priority].empty()) return waiting_[priority].front();
  }
  return nullptr;
}

Duration Pool::least_time(const Task& task) const {
  const Duration alone = time_.of(task.all_tokens());
  if (!team_time_.known()) return alone;
  const Duration together = team_time_.of(task.all_tokens());
  return time_.known() ? std::min(alone, together) : together;
}

void Pool::doubt() {
  time_.doubt();
  team_time_.doubt();
}

}  // namespace tango::service
