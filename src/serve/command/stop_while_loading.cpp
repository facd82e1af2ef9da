#include "serve/command/stop_while_loading.h"

#include <csignal>
#include <cstdlib>

#include "command/exit_status.h"
#include "command/say.h"

namespace tango::serve {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks{20};

sigset_t stopping_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT}) sigaddset(&signals, one);
  return signals;
}

}  // namespace

StopWhileLoading::StopWhileLoading(std::chrono::duration<double> limit)
    : limit_(limit), thread_([this] { wait_for_signals(); }) {}

bool StopWhileLoading::finish() {
  {
    const std::lock_guard lock(mutex_);
    loaded_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  return requested_;
}

bool StopWhileLoading::is_loaded_by(Clock::time_point time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, time, [this] { return loaded_; });
}

void StopWhileLoading::wait_for_signals() {
  const sigset_t signals = stopping_signals();
  constexpr timespec kAtOnce{};
  while (sigtimedwait(&signals, nullptr, &kAtOnce) < 0) {
    if (is_loaded_by(Clock::now() + kBetweenLooks)) return;
  }
  requested_ = true;
  command::say("tango-server: ends once the model that is being loaded is loaded\n");
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends it at once
  if (is_loaded_by(Clock::now() + std::chrono::duration_cast<Clock::duration>(limit_))) return;
  command::say("tango-server: ends although a model is still being loaded, after {} s\n",
               limit_.count());
  std::_Exit(command::kSuccess);
}

}  // namespace tango::serve
