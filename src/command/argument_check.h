// Arguments that a program will get later, parsed now and not acted on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "command/argument_fault.h"
#include "command/cli11.h"

namespace tango::command {

/// A file that a flag names: the help calls its value FILE.
struct FileArgument {
  std::string flag;  ///< "--train"
  std::string path;
};

struct CheckedArguments {
  std::optional<ArgumentFault> fault;
  std::vector<FileArgument> files;  ///< If there is no fault.
};

/// Parses `arguments`, the verb first. `program` runs nothing, but the variables that its flags are
/// bound to change.
[[nodiscard]] CheckedArguments check(CLI::App& program, const std::vector<std::string>& arguments);

/// The first argument of a program that is asked to check others.
inline constexpr const char* kCheckArguments = "--check-arguments";

/// Each of several commands as an argument behind kCheckArguments.
[[nodiscard]] std::vector<std::string> arguments_to_check(
    std::span<const std::vector<std::string>> commands);

/// Answers kCheckArguments on standard output: `commands` are what follows it. Flags may come from
/// the environment. Returns the exit status.
[[nodiscard]] int check_arguments(CLI::App& program, std::span<const char* const> commands);

/// Reads that answer, one per command. Throws kInternal when it is none.
[[nodiscard]] std::vector<CheckedArguments> parse_check_answer(const std::string& answer,
                                                               std::size_t num_commands);

}  // namespace tango::command
