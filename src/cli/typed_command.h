// The command that was typed, to be typed again.
#pragma once

#include <span>
#include <string>

#include "command/cli11.h"

namespace tango::cli {

/// The words as a shell reads them: those with anything but plain characters are quoted.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

/// What this process was called by; "tango" where the system does not tell.
[[nodiscard]] std::string called_program();

/// Those of the flags that were given, as they were typed; with a space before each.
[[nodiscard]] std::string typed_flags(const CLI::App& command, std::span<const char* const> flags);

/// `program` and the command with all that was given to it, the flags of the environment, too.
[[nodiscard]] std::string typed_command(const std::string& program, const CLI::App& command);

}  // namespace tango::cli
