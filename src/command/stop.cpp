#include "command/stop.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

#include <tango/error.h>

#include "base/temporary_files.h"
#include "command/last_words.h"

namespace tango::command {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

std::atomic<int> requested_by{0};  // the signal's number
std::array<std::atomic<pid_t>, 64> children{};
std::array<struct sigaction, kSignals.size()> actions_before{};

static_assert(std::atomic<int>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

/// Once: a second signal would end the child before its state is saved.
void tell(std::atomic<pid_t>& place, pid_t child) {
  if (child > 0 && place.compare_exchange_strong(child, -child)) kill(child, SIGTERM);
}

void request_stop(int number, siginfo_t* info, void* /*context*/) {
  if (requested_by.exchange(number) != 0) end_by_signal(number);
  if (info->si_code > 0) return;  // from the kernel: a terminal, which told the whole group
  for (std::atomic<pid_t>& child : children) tell(child, child);
}

}  // namespace

StopOnSignals::StopOnSignals() {
  struct sigaction action {};
  action.sa_sigaction = request_stop;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int number : kSignals) sigaddset(&action.sa_mask, number);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &actions_before[i]);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): SIG_IGN is a cast in the C library
    if (actions_before[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

StopOnSignals::~StopOnSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &actions_before[i], nullptr);
  }
}

bool stop_requested() noexcept { return requested_by != 0; }

void throw_if_stopped() {
  if (stop_requested()) throw Error(ErrorCode::kCancelled, "stopped");
}

void end_by_signal(int number) {
  base::remove_temporary_files();
  say_last_words();
  std::signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  std::raise(number);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);  // it is blocked in its own handler
}

void end_as_requested() { end_by_signal(requested_by); }

void tell_of_stop(pid_t child) noexcept {
  for (std::atomic<pid_t>& place : children) {
    pid_t nobody = 0;
    if (!place.compare_exchange_strong(nobody, child)) continue;
    if (stop_requested()) tell(place, child);
    return;
  }
}

void forget_child(pid_t child) noexcept {
  for (std::atomic<pid_t>& place : children) {
    if (place == child || place == -child) place = 0;
  }
}

}  // namespace tango::command
