// A line on the terminal that shows the progress of a run.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cascade/tally.h"

namespace tango::cli {

/// What is shown where standard error is not a terminal.
enum class WithoutTerminal : bool { kNothing, kLineAMinute };

/// Not thread-safe.
class Progress {
 public:
  explicit Progress(bool quiet, WithoutTerminal without = WithoutTerminal::kNothing);
  ~Progress();  ///< Removes the line.
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// After each answer; redraws a few times a second on a terminal.
  void update(const cascade::Tally& tally);
  /// The same for any line, which is made only if it is shown.
  void draw(const std::function<std::string()>& line);
  void clear();

  [[nodiscard]] double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  bool on_terminal_, enabled_;
  Clock::time_point next_redraw_;
  bool drawn_ = false;
};

}  // namespace tango::cli
