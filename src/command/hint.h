// What a program adds to the library's errors, which know neither flags nor scripts.
#pragma once

#include <string>

#include <tango/error.h>

#include "command/cli11.h"

namespace tango::command {

/// The error's message followed by the flags of `command` that give its settings: --long-text for
/// "long_text". Settings for which the command has no flag are left out. A second line says what to
/// type, where that is known.
[[nodiscard]] std::string message_with_hints(const Error& error, const CLI::App& command);

}  // namespace tango::command
