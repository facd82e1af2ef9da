// Several threads, each bound to a CPU of its own, that run one function at the same time.
#pragma once

#include <latch>

#include "base/team.h"

namespace tango::base {

/// Unlike a team's, its caller does no work: it sleeps, and its own affinity stays as it was.
/// Threads sleep between runs. Not thread-safe.
class PinnedWorkers {
 public:
  /// Starts `size` (>= 1) threads, thread i bound to the i-th CPU of the process
  /// (pin_this_thread). Throws kIo when the system has no more threads.
  explicit PinnedWorkers(int size);

  [[nodiscard]] int size() const { return threads_.size() - 1; }

  /// Calls function(i) once on each thread i = 0 … size() - 1 and returns when all have returned.
  /// If some throw, the first exception is rethrown then.
  template <typename Function>
  void run(const Function& function) {
    std::latch done(size());
    // The caller has the last seat and rank 0, so ranks 1 … size() are threads 0 … size() - 1.
    threads_.team(size() + 1, size()).run([&](const TeamMember& member) {
      if (member.rank() == 0) {
        done.wait();  // a team's caller would spin, on the CPU of a worker
        return;
      }
      const CountDown at_end{done};
      function(member.rank() - 1);
    });
  }

 private:
  struct CountDown {
    std::latch& done;
    ~CountDown() { done.count_down(); }
  };

  TeamThreads threads_;
};

}  // namespace tango::base
