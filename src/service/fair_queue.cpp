#include "service/fair_queue.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tango::service {
namespace {

constexpr std::array<double, kPriorities> kWeights{16, 4, 1.0 / 16};
constexpr double kCostOfAText = 16;  // tokens: what a text takes beside those of its own
constexpr std::size_t kFewFlows = 64;

double cost_of(const Task& task) { return kCostOfAText + task.tokens; }

}  // namespace

FairQueue::Flow& FairQueue::flow_of(const Task& task) {
  Flow& flow = flows_[{task.tenant, task.priority}];
  flow.weight = kWeights[static_cast<std::size_t>(task.priority)];
  return flow;
}

void FairQueue::add(std::unique_ptr<Task> task) {
  Flow& flow = flow_of(*task);
  begun_ += task->begun ? 1 : 0;
  flow.list_of(*task).push_back(std::move(task));
  ++size_;
  if (flow.active) return;
  flow.active = true;
  flow.start = std::max(flow.start, virtual_time_);
  active_.push_back(&flow);
  std::ranges::push_heap(active_, std::greater(), &Flow::start);
}

/// Requires: not empty.
std::unique_ptr<Task> FairQueue::Flow::pop() {
  const bool both = !tasks.empty() && !begun.empty();
  const bool new_one = begun.empty() || (both && begun_ahead >= 0);
  std::unique_ptr<Task> task = (new_one ? tasks : begun).pop_front();
  const double ahead = begun_ahead + (new_one ? -cost_of(*task) : cost_of(*task));
  const auto [least, most] = std::minmax({0.0, begun_ahead});
  begun_ahead = both ? ahead : std::clamp(ahead, least, most);  // who is alone only pays back
  return task;
}

std::unique_ptr<Task> FairQueue::pop() {
  for (;;) {
    std::ranges::pop_heap(active_, std::greater(), &Flow::start);
    Flow& flow = *active_.back();
    if (flow.empty()) {  // its texts were taken out
      flow.active = false;
      active_.pop_back();
      continue;
    }
    std::unique_ptr<Task> task = flow.pop();
    if (const Task* after = flow.tasks.front()) {  // thousands may wait, outside the cache
      __builtin_prefetch(after);
      __builtin_prefetch(&after->next);
    }
    --size_;
    begun_ -= task->begun ? 1 : 0;
    virtual_time_ = flow.start;
    flow.start += cost_of(*task) / flow.weight;
    if (flow.empty()) {
      flow.active = false;
      active_.pop_back();
      forget_idle_flows();
    } else {
      std::ranges::push_heap(active_, std::greater(), &Flow::start);
    }
    return task;
  }
}

std::unique_ptr<Task> FairQueue::remove(Task& task) {
  --size_;
  begun_ -= task.begun ? 1 : 0;
  return flow_of(task).list_of(task).remove(task);
}

/// A flow without texts is kept while it is ahead of its share.
void FairQueue::forget_idle_flows() {
  if (++emptied_ <= kFewFlows + flows_.size()) return;
  emptied_ = 0;
  const bool all = size_ == 0 && active_.empty();
  std::erase_if(flows_, [&](const auto& entry) {
    return !entry.second.active && (all || entry.second.start <= virtual_time_);
  });
}

}  // namespace tango::service
