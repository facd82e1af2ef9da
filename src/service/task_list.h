// A list of texts that takes no memory beside them.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "service/task.h"

namespace tango::service {

/// Owns its tasks, each of which is in one list at most. Not thread-safe.
class TaskList {
 public:
  TaskList() = default;
  ~TaskList() { clear(); }
  TaskList(TaskList&& other) noexcept
      : first_(std::exchange(other.first_, nullptr)), last_(std::exchange(other.last_, nullptr)) {}
  TaskList& operator=(TaskList&& other) noexcept {
    std::swap(first_, other.first_);
    std::swap(last_, other.last_);
    return *this;
  }

  [[nodiscard]] bool empty() const { return first_ == nullptr; }
  [[nodiscard]] Task* front() const { return first_; }
  /// Counts them one by one.
  [[nodiscard]] std::size_t count() const {
    std::size_t count = 0;
    for (const Task* task = first_; task != nullptr; task = task->next) ++count;
    return count;
  }

  void push_back(std::unique_ptr<Task> task) noexcept {
    task->previous = last_;
    task->next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = task.get();
    last_ = task.release();
  }

  /// Appends all of `other`.
  void append(TaskList&& other) noexcept {
    if (other.empty()) return;
    if (empty()) {
      first_ = other.first_;
    } else {
      last_->next = other.first_;
      other.first_->previous = last_;
    }
    last_ = std::exchange(other.last_, nullptr);
    other.first_ = nullptr;
  }

  /// Requires: `task` is in this list.
  [[nodiscard]] std::unique_ptr<Task> remove(Task& task) noexcept {
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete): its neighbours are in the list, so alive
    (task.previous == nullptr ? first_ : task.previous->next) = task.next;
    (task.next == nullptr ? last_ : task.next->previous) = task.previous;
    task.previous = task.next = nullptr;
    return std::unique_ptr<Task>(&task);
  }
  /// Requires: not empty.
  [[nodiscard]] std::unique_ptr<Task> pop_front() noexcept { return remove(*first_); }

  void clear() {
    while (!empty()) (void)pop_front();
  }

 private:
  Task* first_ = nullptr;
  Task* last_ = nullptr;
};

}  // namespace tango::service
