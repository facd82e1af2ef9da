// Where the files are that come with the running program. For programs; the library never asks.
#pragma once

#include <filesystem>
#include <string_view>

namespace tango::recipe {

/// The directory of the program; empty if the system doesn't say.
[[nodiscard]] std::filesystem::path program_directory();

/// A file of share/tango, which is beside the program (as it is built) or beside its bin directory
/// (as it is installed), wherever both were moved to. It need not exist.
[[nodiscard]] std::filesystem::path program_file(std::string_view name);

}  // namespace tango::recipe
