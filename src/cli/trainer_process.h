// tango-train, the program that links libtorch.
#pragma once

#include <string>
#include <vector>

namespace tango::cli {

/// Becomes `tango-train ARGUMENTS…` (the program beside this one): does not return. Throws
/// kNotFound that says how to get it.
[[noreturn]] void become_trainer(const std::vector<std::string>& arguments);

}  // namespace tango::cli
