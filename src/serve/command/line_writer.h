// Lines to a file that may stop taking them: a pipe that nobody reads, a terminal that is held.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace tango::serve {

/// Writes from a thread of its own, so that nobody who logs waits. While `most_bytes` are waiting,
/// lines are dropped; the line that `notice` makes of their number is written in their place, once
/// there is room again. Thread-safe.
class LineWriter {
 public:
  using Notice = std::function<std::string(std::uint64_t dropped)>;

  LineWriter(int descriptor, Notice notice, std::size_t most_bytes = std::size_t{1} << 20U);
  ~LineWriter();  ///< Gives what waits kLastTime; what is left then is lost.
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  static constexpr std::chrono::seconds kLastTime{1};

  /// `line` ends with a newline.
  void write(std::string_view line) noexcept;

  /// Lines that were not written, since it began.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // the thread's, too: it is left where it can't end
  std::thread thread_;
};

}  // namespace tango::serve
