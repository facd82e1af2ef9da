// A text as the scheduler sees it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace tango::service {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;

inline constexpr TimePoint kNever = TimePoint::max();

/// While there is more to do than the cores can, a class gets this share for each tenant:
/// 16 : 4 : 1/16. Nobody starves.
enum class Priority : std::uint8_t { kHigh, kNormal, kBackground };
inline constexpr std::size_t kPriorities = 3;

class Pool;

struct Task {
  Task() = default;
  virtual ~Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  TimePoint deadline = kNever;
  std::uint64_t tenant = 0;
  Priority priority = Priority::kNormal;
  std::stop_token cancel;
  std::size_t bytes = 0;
  int tokens = 1;        ///< Of its next batch, as the tier reads it; estimated until tokenized.
  int later_tokens = 0;  ///< Of the tier's later batches, each of which waits as a new text does.
  bool begun = false;    ///< The tier has computed a part of it.
  Pool* pool = nullptr;  ///< Where it waits next.

  [[nodiscard]] int all_tokens() const { return tokens + later_tokens; }

  // Kept by whatever the task waits in.
  Task* previous = nullptr;
  Task* next = nullptr;
  bool tokenized = false;           ///< It waits in its pool.
  TimePoint since;                  ///< It waits in its pool since then.
  TimePoint latest_start = kNever;  ///< After it the tier can't answer before the deadline.
};

/// A task that ends without being computed further.
struct Ended {
  enum class Why : std::uint8_t { kDeadline, kCancelled, kStopping };
  std::unique_ptr<Task> task;
  Why why;
};

}  // namespace tango::service
