// Other runs of this program, and of those beside it.
#pragma once

#include <string>
#include <vector>

namespace tango::recipe {

/// Runs `program` with `arguments`, standard streams shared, and waits for its end. It ends with
/// this process, however that ends. Returns its exit status; 128 + n when signal n ended it.
/// `output`: a file for its standard output; empty: this process's own. Throws kIo when it can't be
/// started.
[[nodiscard]] int run_program(const std::string& program, const std::vector<std::string>& arguments,
                              const std::string& output = "");

/// The same of this very program.
[[nodiscard]] int run_self(const std::vector<std::string>& arguments,
                           const std::string& output = "");

}  // namespace tango::recipe
