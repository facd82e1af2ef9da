// A program with several commands: arguments in, exit status out.
#pragma once

#include <functional>

#include "command/cli11.h"

namespace tango::command {

/// Does the work of the chosen command; returns the exit status.
using Command = std::function<int()>;

/// Parses the arguments of `program`, whose commands set `chosen`, and runs `chosen`. Reports a
/// failure on standard error, under the program's name, and by the exit status; a signal that ends
/// the program leaves no temporary file. With kCheckArguments (argument_check.h) it answers for
/// other arguments and runs nothing. Call it once, from main.
[[nodiscard]] int run_program(CLI::App& program, const Command& chosen, int argc, char** argv);

}  // namespace tango::command
