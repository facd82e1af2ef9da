// A line that shows the progress of a run: on the terminal in place, elsewhere one a minute.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace tango::command {

/// What is shown where standard error is not a terminal.
enum class WithoutTerminal : bool { kNothing, kLineAMinute };

/// Not thread-safe.
class Progress {
 public:
  explicit Progress(bool quiet, WithoutTerminal without = WithoutTerminal::kNothing);
  ~Progress();  ///< Removes the line.
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// As often as one likes: redraws a few times a second on a terminal. The line is made only if it
  /// is shown.
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

/// "3000 of 12000 texts (25.0 %), 150 texts/s, 0:01:00 left": where `before` of those that are done
/// were done by an earlier run.
[[nodiscard]] std::string share_done(std::int64_t done, std::int64_t all, double seconds,
                                     std::int64_t before = 0);

}  // namespace tango::command
