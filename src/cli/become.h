// Other programs that do the work of some commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::cli {

/// The path of a program that lies beside this one. Throws kNotFound that says `how` to get it.
[[nodiscard]] std::string program_beside(std::string_view name, std::string_view how);

/// Becomes `program`; its exit status is then this one's. Throws kIo.
[[noreturn]] void become(std::string program, const std::vector<std::string>& arguments);

}  // namespace tango::cli
