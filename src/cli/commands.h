// The commands. Each function adds one to the program with its flags, its help and its example; if
// the command is chosen, it sets `chosen` to what does the work and returns the exit status.
#pragma once

#include "command/cli11.h"
#include "command/program.h"

namespace tango::cli {

using command::Command;

void add_classify(CLI::App& program, Command& chosen);
void add_inspect(CLI::App& program, Command& chosen);
void add_evaluate(CLI::App& program, Command& chosen);
void add_report(CLI::App& program, Command& chosen);
void add_calibrate(CLI::App& program, Command& chosen);
void add_train(CLI::App& program, Command& chosen);
void add_exits(CLI::App& program, Command& chosen);
void add_language_model(CLI::App& program, Command& chosen);
void add_distill(CLI::App& program, Command& chosen);
void add_lengths(CLI::App& program, Command& chosen);
void add_label(CLI::App& program, Command& chosen);
void add_augment(CLI::App& program, Command& chosen);
void add_pack(CLI::App& program, Command& chosen);
void add_unpack(CLI::App& program, Command& chosen);
void add_export(CLI::App& program, Command& chosen);
void add_build(CLI::App& program, Command& chosen);
void add_serve(CLI::App& program, Command& chosen);
void add_bench(CLI::App& program, Command& chosen);
void add_plan(CLI::App& program, Command& chosen);
void add_try(CLI::App& program, Command& chosen);

/// All of them, of which one must be chosen.
void add_commands(CLI::App& program, Command& chosen);

}  // namespace tango::cli
