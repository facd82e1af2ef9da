#include "serve/command/line_writer.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <new>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace tango::serve {
namespace {

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

/// Waits as long as it takes. What could not be written.
std::string_view write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd room{.fd = descriptor, .events = POLLOUT, .revents = 0};
      (void)::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      break;
    }
  }
  return text;
}

}  // namespace

struct LineWriter::State {
  const int descriptor;
  const Notice notice;
  const std::size_t most_bytes;

  std::mutex mutex;  // guards everything below
  std::condition_variable changed;
  std::string waiting = {};
  std::uint64_t dropped = 0;
  std::uint64_t told = 0;  // of `dropped`
  bool stopping = false;
  bool over = false;

  void run() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);  // signals are the main thread's
    std::unique_lock lock(mutex);
    for (std::string lines;;) {
      changed.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (waiting.empty()) break;
      lines.clear();
      lines.swap(waiting);
      // What was dropped came after these: there was no room for it behind them.
      if (dropped > told) {
        lines += notice(dropped - told);
        told = dropped;
      }
      lock.unlock();
      const std::string_view left = write_all(descriptor, lines);
      lock.lock();
      dropped += lines_of(left);
    }
    over = true;
    changed.notify_all();
  }
};

LineWriter::LineWriter(int descriptor, Notice notice, std::size_t most_bytes)
    : state_(new State{
          .descriptor = descriptor, .notice = std::move(notice), .most_bytes = most_bytes}),
      thread_([state = state_] { state->run(); }) {}

LineWriter::~LineWriter() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  if (state_->changed.wait_for(lock, kLastTime, [this] { return state_->over; })) {
    lock.unlock();
    thread_.join();
  } else {
    thread_.detach();
  }
}

void LineWriter::write(std::string_view line) noexcept {
  const std::lock_guard lock(state_->mutex);
  try {
    if (state_->waiting.size() + line.size() <= state_->most_bytes) {
      state_->waiting += line;
      state_->changed.notify_all();
      return;
    }
  } catch (const std::bad_alloc&) {  // then it is dropped
  }
  ++state_->dropped;
}

std::uint64_t LineWriter::dropped() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dropped;
}

}  // namespace tango::serve
