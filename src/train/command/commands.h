// The commands of tango-train. Each adds itself with its flags. When it is the one that was asked
// for, it sets `chosen` to a function that does the work and returns the exit status.
#pragma once

#include <CLI/CLI.hpp>

#include "command/program.h"

namespace tango::train {

using command::Command;

void add_train(CLI::App& program, Command& chosen);
void add_distill(CLI::App& program, Command& chosen);
void add_exits(CLI::App& program, Command& chosen);
void add_language_model(CLI::App& program, Command& chosen);

}  // namespace tango::train
