#include "service/pool.h"

#include <algorithm>
#include <utility>

namespace tango::service {

void Pool::add(std::unique_ptr<Task> task, TimePoint now) {
  TaskList& list = waiting_[static_cast<std::size_t>(task->priority)];
  ++size_;
  tokens_ += task->tokens;
  task->since = now;
  task->list = &list;
  list.push_back(std::move(task));
  list.back()->place = std::prev(list.end());
}

std::unique_ptr<Task> Pool::remove(Task& task) {
  std::unique_ptr<Task> taken = std::move(*task.place);
  task.list->erase(task.place);
  task.list = nullptr;
  --size_;
  tokens_ -= task.tokens;
  return taken;
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
    if (const auto after = std::next(task->place); after != task->list->end()) return after->get();
    priority = static_cast<std::size_t>(task->priority) + 1;
  }
  for (; priority < kPriorities; ++priority) {
    if (!waiting_[priority].empty()) return waiting_[priority].front().get();
  }
  return nullptr;
}

Duration Pool::least_time(const Task& task) const {
  const Duration alone = time_.of(task.tokens);
  if (!team_time_.known()) return alone;
  const Duration together = team_time_.of(task.tokens);
  return time_.known() ? std::min(alone, together) : together;
}

void Pool::doubt() {
  time_.doubt();
  team_time_.doubt();
}

}  // namespace tango::service
