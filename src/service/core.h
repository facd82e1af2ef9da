// The threads of the service, and the lock between them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/team.h"
#include "service/cascades.h"
#include "service/charges.h"
#include "service/compute.h"
#include "service/outbox.h"
#include "service/scheduler.h"
#include "service/service.h"

namespace tango::service {

class Service::Core : public std::enable_shared_from_this<Core> {
 public:
  explicit Core(const ServiceOptions& options);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Admission submit(std::span<Submission> submissions, bool wait);
  [[nodiscard]] Snapshot snapshot();
  void stop(TimePoint until);
  [[nodiscard]] int workers() const { return options_.workers; }

 private:
  using Lock = std::unique_lock<std::mutex>;

  /// A batch that an endpoint has. When the service stops without it, its texts end, and what
  /// comes later is dropped; what the endpoint reads stays until then.
  struct RemoteBatch {
    std::shared_ptr<Core> core;
    Work work;
    Texts texts;
    TimePoint started;
  };

  void start_threads();
  void be_nice();
  void work(int worker);
  void keep_time();

  // Each is called with the lock held.
  [[nodiscard]] Admission reserve(const Charge& charge, bool wait, Lock& lock);
  void enqueue(Texts texts, Outbox& outbox);
  void apply(const Work& work, Computed computed, Duration time, Outbox& outbox);
  void end(std::unique_ptr<Text> text, Outbox& outbox);
  void count(const Text& text);
  void end(std::vector<Ended>& ended, Outbox& outbox);
  void end_remote(Outbox& outbox);
  void charge_again(Text& text);
  void wake_others();
  void start_remote(Lock& lock, Outbox& outbox);

  [[nodiscard]] KnownCascade& known(Lock& lock,
                                    const std::shared_ptr<const cascade::Cascade>& cascade);
  [[nodiscard]] Computed compute(Work& work, int worker, Duration& time);
  // NOLINTNEXTLINE(bugprone-exception-escape): without memory to end its texts, the program ends
  void remote_done(const std::shared_ptr<RemoteBatch>& batch, cascade::TierOutput output) noexcept;

  ServiceOptions options_;
  std::once_flag nice_refused_;
  std::unique_ptr<base::TeamThreads> team_threads_;

  std::mutex mutex_;  // guards everything below
  std::condition_variable work_changed_;
  std::condition_variable room_;
  std::condition_variable timer_;
  std::condition_variable drained_;
  Scheduler scheduler_;
  Cascades cascades_;
  Charges charges_;
  Snapshot totals_;
  std::set<std::shared_ptr<RemoteBatch>> remote_;
  int ending_remote_ = 0;  // threads of endpoints in remote_done()
  TimePoint timer_wakes_ = kNever;
  std::uint64_t next_ticket_ = 0;  // of those who wait for room
  std::uint64_t serving_ = 0;
  int idle_ = 0;         // workers that wait
  bool closed_ = false;  // nothing more is admitted
  bool ending_ = false;  // what has not begun ends with an error
  bool over_ = false;    // threads return

  std::mutex stopping_;  // one stop() at a time
  std::vector<std::thread> threads_;
};

}  // namespace tango::service
