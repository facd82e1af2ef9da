// The program tango-server, which `tango serve` becomes.
#pragma once

namespace tango::serve {

/// Parses the arguments and serves; returns the exit status.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace tango::serve
