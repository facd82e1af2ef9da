#include "cli/watch_file.h"

#include <algorithm>
#include <utility>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "command/say.h"

namespace tango::cli {
namespace {

using Clock = std::chrono::steady_clock;

// A signal handler can wake no thread by a condition.
constexpr std::chrono::milliseconds kBetweenLooks{50};

}  // namespace

WatchFile::WatchFile(std::string path, const certify::Auditor& auditor,
                     std::chrono::milliseconds interval)
    : path_(std::move(path)), auditor_(auditor), interval_(interval), thread_([this] { run(); }) {}

WatchFile::~WatchFile() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WatchFile::keep() {
  const std::scoped_lock lock(file_mutex_);
  std::string state = auditor_.state().dump(2) + "\n";
  if (state == kept_) return;
  base::write_file(path_, state);
  kept_ = std::move(state);
}

void WatchFile::try_to_keep() {
  try {
    keep();
  } catch (const Error& error) {
    command::say("warning: the watch's state is not kept: {}\n", error.what());
  }
}

void WatchFile::run() {
  std::unique_lock lock(mutex_);
  Clock::time_point next = Clock::now() + interval_;
  while (!changed_.wait_for(lock, std::min(interval_, kBetweenLooks), [&] { return is_over_; })) {
    const bool stops = command::stop_requested();
    if (!stops && Clock::now() < next) continue;
    try_to_keep();
    if (stops) command::end_as_requested();
    next = Clock::now() + interval_;
  }
}

}  // namespace tango::cli
