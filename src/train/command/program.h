// tango-train: what `tango train` and `tango distill` run.
#pragma once

namespace tango::train {

/// Runs one command. Reports every failure on standard error and by the exit status.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace tango::train
