// What a program says when a signal ends it.
#pragma once

#include <string_view>

namespace tango::command {

/// From now on SIGINT, SIGTERM and SIGHUP print this text before they end the program, its
/// control characters escaped. Longer than 4095 bytes, or empty, it is left out. Not thread-safe.
void set_last_words(std::string_view text);

/// Prints the line, if there is one. Async-signal-safe: it is for signal handlers.
void say_last_words() noexcept;

}  // namespace tango::command
