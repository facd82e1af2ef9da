#include "cli/progress.h"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/summary.h"
#include "command/say.h"

namespace tango::cli {
namespace {

constexpr auto kRedrawEvery = std::chrono::milliseconds(200);
constexpr std::chrono::steady_clock::duration kLineEvery = std::chrono::minutes(1);

}  // namespace

Progress::Progress(bool quiet, WithoutTerminal without)
    : on_terminal_(isatty(STDERR_FILENO) == 1),
      enabled_(!quiet && (on_terminal_ || without == WithoutTerminal::kLineAMinute)),
      next_redraw_(start_ + (on_terminal_ ? Clock::duration::zero() : kLineEvery)) {}

Progress::~Progress() { clear(); }

void Progress::update(const cascade::Tally& tally) {
  draw([&] { return progress_text(tally, seconds()); });
}

void Progress::draw(const std::function<std::string()>& line) {
  if (!enabled_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_redraw_) return;
  if (!on_terminal_) {
    next_redraw_ = now + kLineEvery;
    command::say("{}\n", line());
    return;
  }
  next_redraw_ = now + kRedrawEvery;
  drawn_ = true;
  command::say("\r\x1b[K{}", line());
}

void Progress::clear() {
  if (drawn_) command::say("\r\x1b[K");
  drawn_ = false;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

}  // namespace tango::cli
