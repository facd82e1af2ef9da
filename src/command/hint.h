// Adds to the library's errors the flags that they are about.
#pragma once

#include <string>

#include <tango/error.h>

#include "command/cli11.h"

namespace tango::command {

/// The error's message followed by the flags of `command` that give its settings: --long-text for
/// "long_text". Settings for which the command has no flag are left out.
[[nodiscard]] std::string message_with_flags(const Error& error, const CLI::App& command);

}  // namespace tango::command
