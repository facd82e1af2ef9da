// What a program tells a person beside its results.
#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace tango::command {

/// Writes to standard error. Where that is closed or full, nobody can be told, and the work goes
/// on.
void say_text(std::string_view text) noexcept;

template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  say_text(fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace tango::command
