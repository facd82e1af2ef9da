// Several threads that run one function together: both cores on one text.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace tango::base {

class TeamThreads;

/// What each member of a running team knows. Lives as long as the call that it is passed to.
class TeamMember {
 public:
  TeamMember(int rank, int size, TeamThreads* threads)
      : rank_(rank), size_(size), threads_(threads) {}

  [[nodiscard]] int rank() const { return rank_; }  ///< 0 … size - 1; 0 is the thread that called.
  [[nodiscard]] int size() const { return size_; }

  /// Returns once every member has called it; what they wrote before is then visible to all. Spins
  /// some microseconds, then sleeps. When another member has thrown, throws an exception of a
  /// private type: do not catch it, and do not call this in noexcept code.
  void barrier() {
    if (threads_ != nullptr) meet();
  }

  /// This member's part [first, second) of `items` (>= 0): every item belongs to one member, the
  /// parts are as even as whole groups of `grain` (> 0) items allow, and only the last item's group
  /// may be cut short.
  [[nodiscard]] std::pair<int, int> share(int items, int grain = 1) const {
    const auto groups = (static_cast<std::int64_t>(items) + grain - 1) / grain;
    const auto start = [&](std::int64_t rank) {
      const std::int64_t item = groups * rank / size_ * grain;
      return static_cast<int>(item < items ? item : items);
    };
    return {start(rank_), start(rank_ + 1)};
  }

 private:
  void meet();

  int rank_;
  int size_;
  TeamThreads* threads_;
};

/// A choice of threads to run something on; cheap to copy. The default is the caller alone.
class Team {
 public:
  Team() = default;

  [[nodiscard]] int size() const { return size_; }

  /// Calls function(TeamMember&) once on each member at the same time, rank 0 on this thread, and
  /// returns when all have returned. If members throw, the first exception is rethrown here once
  /// all have stopped. Allocates nothing. A team of one is a plain call.
  template <typename Function>
  void run(Function&& function) const {
    TeamMember member(0, size_, threads_);
    if (size_ == 1) {
      function(member);
      return;
    }
    run_on_threads(member, const_cast<void*>(static_cast<const void*>(std::addressof(function))),
                   [](void* context, TeamMember& one) {
                     (*static_cast<std::remove_reference_t<Function>*>(context))(one);
                   });
  }

 private:
  friend class TeamThreads;
  using Call = void (*)(void* context, TeamMember& member);

  Team(TeamThreads* threads, int size, int seat) : threads_(threads), size_(size), seat_(seat) {}
  void run_on_threads(TeamMember& caller, void* context, Call call) const;

  TeamThreads* threads_ = nullptr;
  int size_ = 1;
  int seat_ = 0;
};

/// The threads behind teams: one per CPU, started when a team first needs it, asleep between runs.
/// Only one of its teams may run at a time. It must outlive them.
class TeamThreads {
 public:
  /// `pin`: the thread of seat i is bound to the i-th CPU of the process (pin_this_thread).
  /// `gives_way`: at every barrier, in teams of one as well, threads that wait for the CPU come
  /// first. Linux looks for them only when one wakes and at its ticks, 4 ms apart.
  TeamThreads(int size, bool pin, bool gives_way = false);
  ~TeamThreads();
  TeamThreads(const TeamThreads&) = delete;
  TeamThreads& operator=(const TeamThreads&) = delete;

  [[nodiscard]] int size() const { return static_cast<int>(seats_.size()); }

  /// The caller of run() and the threads of the `size` - 1 seats that follow `seat`, which is the
  /// CPU that the caller is pinned to. `size` is cut to 1 … size().
  [[nodiscard]] Team team(int size, int seat = 0);

 private:
  friend class Team;
  friend class TeamMember;

  struct alignas(64) Seat {
    std::atomic<std::uint32_t> calls = 0;  ///< Changes when there is something to run, or to stop.
    int rank = 0;
    std::thread thread;
  };

  void run(TeamMember& caller, int seat, void* context, Team::Call call);
  void serve(Seat& seat, int index);
  void run_member(TeamMember& member) noexcept;
  void meet(int size);

  // What members write while others spin on something else has a cache line of its own.

  /// At the barrier.
  alignas(64) std::atomic<int> arrived_ = 0;

  /// Changes when the barrier opens, or a member fails.
  alignas(64) std::atomic<std::uint32_t> phase_ = 0;
  std::atomic<bool> failed_ = false;

  /// Members besides the caller that have not finished.
  alignas(64) std::atomic<int> running_ = 0;
  // Of the present run; written while every other member sleeps.
  int size_ = 1;
  void* context_ = nullptr;
  Team::Call call_ = nullptr;
  std::exception_ptr error_;
  bool stopping_ = false;

  bool pin_;
  bool gives_way_;
  std::vector<Seat> seats_;
};

}  // namespace tango::base
