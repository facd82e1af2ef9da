// The program: arguments in, exit status out.
#pragma once

namespace tango::cli {

/// Runs one command. Reports every failure on standard error and by the exit status.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace tango::cli
