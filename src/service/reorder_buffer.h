// Returns results that finish in any order in the order of their indices or, on request, as they
// come. No threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace tango::service {

/// Indices count from 0, and each is put once. Holds the results that come early; whoever submits
/// bounds their number. Not thread-safe.
template <typename Result>
class ReorderBuffer {
 public:
  explicit ReorderBuffer(bool in_order = true) : in_order_(in_order) {}

  void put(std::uint64_t index, Result result) {
    if (!in_order_) {
      as_they_come_.emplace_back(index, std::move(result));
      return;
    }
    const auto slot = static_cast<std::size_t>(index - next_);
    if (slot >= slots_.size()) slots_.resize(slot + 1);
    slots_[slot] = std::move(result);
  }

  [[nodiscard]] bool ready() const {
    return in_order_ ? !slots_.empty() && slots_.front().has_value() : !as_they_come_.empty();
  }

  /// The next result. Requires: ready().
  [[nodiscard]] std::pair<std::uint64_t, Result> pop() {
    if (!in_order_) {
      auto next = std::move(as_they_come_.front());
      as_they_come_.pop_front();
      return next;
    }
    Result result = *std::move(slots_.front());
    slots_.pop_front();
    return {next_++, std::move(result)};
  }

 private:
  bool in_order_;
  std::deque<std::pair<std::uint64_t, Result>> as_they_come_;
  std::uint64_t next_ = 0;
  std::deque<std::optional<Result>> slots_;
};

}  // namespace tango::service
