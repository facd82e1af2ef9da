#include "command/progress.h"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "base/printable.h"
#include "command/numbers.h"
#include "command/say.h"

namespace tango::command {
namespace {

constexpr auto kRedrawEvery = std::chrono::milliseconds(200);
constexpr std::chrono::steady_clock::duration kLineEvery = std::chrono::minutes(1);

}  // namespace

Progress::Progress(bool quiet, WithoutTerminal without)
    : on_terminal_(isatty(STDERR_FILENO) == 1),
      enabled_(!quiet && (on_terminal_ || without == WithoutTerminal::kLineAMinute)),
      next_redraw_(start_ + (on_terminal_ ? Clock::duration::zero() : kLineEvery)) {}

Progress::~Progress() { clear(); }

void Progress::draw(const std::function<std::string()>& line) {
  if (!enabled_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_redraw_) return;
  if (!on_terminal_) {
    next_redraw_ = now + kLineEvery;
    say("{}\n", line());
    return;
  }
  next_redraw_ = now + kRedrawEvery;
  drawn_ = true;
  say_text("\r\x1b[K" + base::printable(line()));
}

void Progress::clear() {
  if (drawn_) say_text("\r\x1b[K");
  drawn_ = false;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

std::string share_done(std::int64_t done, std::int64_t all, double seconds, std::int64_t before) {
  const double rate = seconds > 0 ? static_cast<double>(done - before) / seconds : 0;
  std::string line = fmt::format(
      "{} of {} texts ({:.1f} %), {:.0f} texts/s", done, all,
      all > 0 ? 100.0 * static_cast<double>(done) / static_cast<double>(all) : 100.0, rate);
  if (rate > 0 && done <= all) {
    line += ", " + clock_time(static_cast<double>(all - done) / rate) + " left";
  }
  return line;
}

}  // namespace tango::command
