// SIGTERM and SIGINT while models are loaded, which takes the main thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tango::serve {

/// Takes the signals until finish(); the threads have to block them. At the first one requested()
/// is true, a second one ends the process at once, and so does a load that has not ended `limit`
/// later.
class StopWhileLoading {
 public:
  explicit StopWhileLoading(std::chrono::duration<double> limit);
  ~StopWhileLoading() { (void)finish(); }
  StopWhileLoading(const StopWhileLoading&) = delete;
  StopWhileLoading& operator=(const StopWhileLoading&) = delete;

  [[nodiscard]] bool requested() const { return requested_; }
  /// The load has ended: whether a stop was requested. Later signals are left to whoever waits.
  bool finish();

 private:
  void wait_for_signals();
  bool is_loaded_by(std::chrono::steady_clock::time_point time);

  std::chrono::duration<double> limit_;
  std::atomic<bool> requested_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool loaded_ = false;
  std::thread thread_;  // the last: it uses the others
};

}  // namespace tango::serve
