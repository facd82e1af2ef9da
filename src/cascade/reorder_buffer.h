// Puts results that finish in any order back into the order of their indices. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace tango::cascade {

/// Indices count from 0, each is put once. Holds what came early: bounded by who submits. Not
/// thread-safe.
template <typename Result>
class ReorderBuffer {
 public:
  void put(std::uint64_t index, Result result) {
    const auto slot = static_cast<std::size_t>(index - next_);
    if (slot >= slots_.size()) slots_.resize(slot + 1);
    slots_[slot] = std::move(result);
  }

  [[nodiscard]] bool ready() const { return !slots_.empty() && slots_.front().has_value(); }

  /// The next result in order. Requires: ready().
  [[nodiscard]] std::pair<std::uint64_t, Result> pop() {
    Result result = *std::move(slots_.front());
    slots_.pop_front();
    return {next_++, std::move(result)};
  }

 private:
  std::uint64_t next_ = 0;
  std::deque<std::optional<Result>> slots_;
};

}  // namespace tango::cascade
