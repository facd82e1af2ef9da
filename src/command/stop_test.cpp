#include "command/stop.h"

#include <csignal>
#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tango/error.h>

namespace tango::command {
namespace {

constexpr int kAsExpected = 17;

/// Ends as a program does that was stopped by what `work` throws.
template <typename Work>
void run_until_stopped(Work work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) end_as_requested();
  }
}

TEST(Stop, TheFirstSignalLetsTheWorkEndAndThenEndsTheProgram) {
  EXPECT_EXIT(run_until_stopped([] {
                const StopOnSignals stop_on_signals;
                throw_if_stopped();
                (void)std::raise(SIGINT);
                if (!stop_requested()) _exit(1);
                throw_if_stopped();
              }),
              testing::KilledBySignal(SIGINT), "");
}

TEST(Stop, ASecondSignalEndsAtOnce) {
  EXPECT_EXIT(
      {
        const StopOnSignals stop_on_signals;
        (void)std::raise(SIGINT);
        (void)std::raise(SIGTERM);
        _exit(1);
      },
      testing::KilledBySignal(SIGTERM), "");
}

TEST(Stop, AnIgnoredSignalStaysIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        const StopOnSignals stop_on_signals;
        (void)std::raise(SIGHUP);
        _exit(stop_requested() ? 1 : kAsExpected);
      },
      testing::ExitedWithCode(kAsExpected), "");
}

TEST(Stop, ChildrenAreToldOnce) {
  EXPECT_EXIT(
      {
        const StopOnSignals stop_on_signals;
        sigset_t term;
        sigemptyset(&term);
        sigaddset(&term, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &term, nullptr);  // until the child has its own way with it
        const pid_t child = fork();
        if (child == 0) {
          std::signal(SIGTERM, SIG_DFL);
          pthread_sigmask(SIG_UNBLOCK, &term, nullptr);
          for (;;) pause();
        }
        tell_of_stop(child);
        pthread_sigmask(SIG_UNBLOCK, &term, nullptr);
        (void)std::raise(SIGTERM);
        int status = 0;
        if (waitpid(child, &status, 0) != child) _exit(1);
        forget_child(child);
        _exit(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM ? kAsExpected : 2);
      },
      testing::ExitedWithCode(kAsExpected), "");
}

}  // namespace
}  // namespace tango::command
