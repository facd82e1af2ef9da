// Text that others chose, for a line of a log or a message.
#pragma once

#include <string>
#include <string_view>

namespace tango::base {

/// Control characters, and bytes that are not UTF-8, as "\x1b": so no line ends within the text,
/// no terminal obeys it, and no NUL cuts it short.
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a text of several lines, which end where they do.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace tango::base
