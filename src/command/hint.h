// What the library's errors mean in flags.
#pragma once

#include <string>

#include <tango/error.h>

#include "command/cli11.h"

namespace tango::command {

/// The error's message, and the flags of `command` that its settings are given by: "long_text" is
/// --long-text. Settings for which the command has no flag are left out.
[[nodiscard]] std::string message_with_flags(const Error& error, const CLI::App& command);

}  // namespace tango::command
