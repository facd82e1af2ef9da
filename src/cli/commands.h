// The verbs. Each adds itself to the program with its flags, its help and its example, and sets
// `chosen`, when it is, to what does the work and returns the exit status.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace tango::cli {

using Command = std::function<int()>;

void add_classify(CLI::App& program, Command& chosen);
void add_inspect(CLI::App& program, Command& chosen);
void add_evaluate(CLI::App& program, Command& chosen);
void add_bench(CLI::App& program, Command& chosen);

}  // namespace tango::cli
