// What a program tells a person beside its results.
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/printable.h"

namespace tango::command {

/// Writes to standard error, as it is. Where that is closed, nobody can be told, and the work goes
/// on.
void say_text(std::string_view text) noexcept;

/// Has what is said by any thread go to `listener` as long as this lives, once at a time: for a
/// program that must not wait until standard error takes it.
class SayTo {
 public:
  using Listener = std::function<void(std::string_view text)>;  ///< Throws nothing.

  explicit SayTo(Listener listener);
  ~SayTo();
  SayTo(const SayTo&) = delete;
  SayTo& operator=(const SayTo&) = delete;

 private:
  Listener listener_;
};

/// Before the process is ended: writes to standard error itself, but waits for a second at most.
void say_last(std::string_view text) noexcept;

/// Lines for a person. Names in them are others': control characters are escaped, so that no
/// terminal obeys one.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  say_text(base::printable_lines(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

}  // namespace tango::command
