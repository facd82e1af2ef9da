#include "service/completion_queue.h"

#include <utility>

namespace tango::service {

void CompletionQueue::push(std::list<Completion>&& finished) noexcept {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = finished_.empty();
    finished_.splice(finished_.end(), finished);
  }
  ready_.notify_one();
  if (was_empty && on_ready_) on_ready_();
}

std::list<Completion> CompletionQueue::pop() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [this] { return closed_ || !finished_.empty(); });
  return std::exchange(finished_, {});
}

std::list<Completion> CompletionQueue::pop_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  ready_.wait_until(lock, until, [this] { return closed_ || !finished_.empty(); });
  return std::exchange(finished_, {});
}

std::list<Completion> CompletionQueue::try_pop() {
  const std::lock_guard lock(mutex_);
  return std::exchange(finished_, {});
}

void CompletionQueue::close() noexcept {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_all();
}

}  // namespace tango::service
