#include "service/completion_queue.h"

#include <utility>

#include "service/text.h"

namespace tango::service {

void CompletionQueue::push(TaskList&& ended) noexcept {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = ended_.empty();
    ended_.append(std::move(ended));
  }
  ready_.notify_one();
  if (was_empty && on_ready_) on_ready_();
}

std::vector<Completion> CompletionQueue::take(std::unique_lock<std::mutex>& lock) {
  TaskList ended = std::exchange(ended_, {});
  lock.unlock();
  std::vector<Completion> completions;
  completions.reserve(ended.count());
  while (!ended.empty()) {
    completions.push_back(std::move(text_of(ended.pop_front())->completion));
  }
  return completions;
}

std::vector<Completion> CompletionQueue::pop() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [this] { return closed_ || !ended_.empty(); });
  return take(lock);
}

std::vector<Completion> CompletionQueue::pop_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  ready_.wait_until(lock, until, [this] { return closed_ || !ended_.empty(); });
  return take(lock);
}

std::vector<Completion> CompletionQueue::try_pop() {
  std::unique_lock lock(mutex_);
  return take(lock);
}

void CompletionQueue::close() noexcept {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_all();
}

}  // namespace tango::service
