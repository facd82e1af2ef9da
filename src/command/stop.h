// SIGINT, SIGTERM and SIGHUP while work is under way that a later run can go on from.
#pragma once

#include <sys/types.h>

namespace tango::command {

/// While one exists, the first of these signals ends nothing: stop_requested() is true from then
/// on, the work throws kCancelled from throw_if_stopped() when its state is saved, and run_program
/// ends the program as the signal would have. A second signal ends it at once. A signal that was
/// ignored stays so. One at a time.
class StopOnSignals {
 public:
  StopOnSignals();
  ~StopOnSignals();
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;
};

[[nodiscard]] bool stop_requested() noexcept;
/// Throws kCancelled where a stop was requested.
void throw_if_stopped();

/// What a signal does to a program that nothing else was said about: temporary files go, the last
/// words are said, and the program ends as the signal has it. Async-signal-safe.
void end_by_signal(int number);
/// The same by the signal that requested the stop. Precondition: stop_requested().
void end_as_requested();

/// Child processes, at most 64 at a time, that get SIGTERM, once, when another process requests a
/// stop, or when one was requested before. (A terminal tells them itself.)
void tell_of_stop(pid_t child) noexcept;
void forget_child(pid_t child) noexcept;

}  // namespace tango::command
