// Where items wait until they make up a batch. Pure policy: no threads, and the time is an
// argument.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

namespace tango::cascade {

/// A batch is full when it reaches either limit. A text over the token limit is a batch of its own.
struct BatchLimits {
  int texts = 32;
  int tokens = 4096;
};

/// First in, first out. Not thread-safe.
template <typename Item>
class BatchPool {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit BatchPool(BatchLimits limits) : limits_(limits) {}

  void add(Item item, int tokens, TimePoint now) {
    waiting_.push_back({std::move(item), tokens, now});
    tokens_ += tokens;
  }

  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  [[nodiscard]] bool full() const {
    return waiting_.size() >= static_cast<std::size_t>(limits_.texts) || tokens_ >= limits_.tokens;
  }

  /// The item that has waited longest, and since when. Requires: not empty.
  [[nodiscard]] const Item& oldest() const { return waiting_.front().item; }
  [[nodiscard]] TimePoint oldest_since() const { return waiting_.front().since; }

  /// The oldest items that fit the limits, at least one, at most `most`. Requires: not empty.
  [[nodiscard]] std::vector<Item> take(std::size_t most) {
    most = std::min(most, static_cast<std::size_t>(limits_.texts));
    std::vector<Item> batch;
    int tokens = 0;
    while (!waiting_.empty() &&
           (batch.empty() ||
            (batch.size() < most && tokens + waiting_.front().tokens <= limits_.tokens))) {
      tokens += waiting_.front().tokens;
      batch.push_back(std::move(waiting_.front().item));
      waiting_.pop_front();
    }
    tokens_ -= tokens;
    return batch;
  }

 private:
  struct Waiting {
    Item item;
    int tokens;
    TimePoint since;
  };
  BatchLimits limits_;
  std::deque<Waiting> waiting_;
  long long tokens_ = 0;
};

}  // namespace tango::cascade
