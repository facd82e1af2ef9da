// Every flag can be given as an environment variable.
#pragma once

#include <string>
#include <string_view>

#include "command/cli11.h"

namespace tango::command {

/// "--batch-tokens" → "TANGO_BATCH_TOKENS".
[[nodiscard]] std::string environment_name(std::string_view flag);

/// Gives each long flag of each command its variable. Call it after all flags were added.
void read_flags_from_environment(CLI::App& program);

/// For two flags that exclude each other: if one is in the arguments, the variable of the other is
/// not read.
void arguments_beat_environment(CLI::App& command, const std::string& first,
                                const std::string& second, int argc, const char* const* argv);

}  // namespace tango::command
