// New texts of many tenants, each of which gets its share.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "service/task.h"
#include "service/task_list.h"

namespace tango::service {

/// Start-time fair queueing (Goyal, Vin, Cheng 1996) over flows, one per tenant and priority; what
/// a text costs is its tokens. Within a flow, texts that have begun and new ones have equal shares,
/// so that a new one waits for one batch of all the long ones; each of both first in, first out.
/// Not thread-safe.
class FairQueue {
 public:
  void add(std::unique_ptr<Task> task);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whether a text waits that has not begun.
  [[nodiscard]] bool has_new() const { return size_ > begun_; }

  /// The next text whose turn it is. Requires: not empty.
  [[nodiscard]] std::unique_ptr<Task> pop();

  /// Takes out a text that waits here.
  [[nodiscard]] std::unique_ptr<Task> remove(Task& task);

 private:
  struct Flow {
    TaskList tasks;  ///< New ones.
    TaskList begun;
    double begun_ahead = 0;  ///< What those had beyond the new ones, while both wait.
    double weight = 1;
    double start = 0;  ///< The virtual time at which its next text starts.
    bool active = false;

    [[nodiscard]] bool empty() const { return tasks.empty() && begun.empty(); }
    [[nodiscard]] TaskList& list_of(const Task& task) { return task.begun ? begun : tasks; }
    [[nodiscard]] std::unique_ptr<Task> pop();
  };
  struct Key {
    std::uint64_t tenant;
    Priority priority;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::uint64_t>()(key.tenant * kPriorities +
                                        static_cast<std::uint64_t>(key.priority));
    }
  };

  [[nodiscard]] Flow& flow_of(const Task& task);
  void forget_idle_flows();

  std::unordered_map<Key, Flow, Hash> flows_;
  std::vector<Flow*> active_;  ///< A heap, the least start first; may hold emptied flows.
  double virtual_time_ = 0;
  std::size_t size_ = 0;
  std::size_t begun_ = 0;    ///< Of those.
  std::size_t emptied_ = 0;  ///< Flows, since idle ones were last forgotten.
};

}  // namespace tango::service
