// The command that was typed, to be typed again.
#pragma once

#include <span>
#include <string>

namespace tango::cli {

/// The words as a shell reads them: those with anything but plain characters are quoted.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

/// The command line of this process; "" where the system does not tell.
[[nodiscard]] std::string typed_command();

}  // namespace tango::cli
