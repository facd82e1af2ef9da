// A program of several verbs: arguments in, exit status out.
#pragma once

#include <functional>

#include "command/cli11.h"

namespace tango::command {

/// Does the work of the verb that was chosen; returns the exit status.
using Command = std::function<int()>;

/// Parses the arguments of `program`, whose verbs set `chosen`, and runs that. Reports each failure
/// on standard error, under the program's name, and by the exit status; a signal that ends the
/// program leaves no temporary file. Once, in main.
[[nodiscard]] int run_program(CLI::App& program, const Command& chosen, int argc, char** argv);

}  // namespace tango::command
