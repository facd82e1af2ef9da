// Buffered output whose every failure is reported.
#pragma once

#include <string>
#include <string_view>

namespace tango::base {

/// Writes to a file descriptor it does not own. Not thread-safe. What was not flushed is lost, so
/// flush before destroying it.
class OutputStream {
 public:
  /// `name` stands for the file in messages.
  OutputStream(int descriptor, std::string name);

  /// Throws kIo that names the file and the reason (a full disk …), kClosedPipe when the reader
  /// closed the pipe, where the program ignores SIGPIPE.
  void write(std::string_view bytes);
  void flush();

  /// Whether someone may wait at the other end, on a terminal, pipe or socket: then each result is
  /// flushed when it is there.
  [[nodiscard]] bool is_interactive() const { return is_interactive_; }

 private:
  int descriptor_;
  std::string name_;
  std::string buffer_;
  bool is_interactive_;
};

}  // namespace tango::base
