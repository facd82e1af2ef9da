// Arguments that a program will get later, parsed now and not acted on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "command/cli11.h"

namespace tango::command {

/// What is wrong with arguments.
struct ArgumentFault {
  std::string flag;  ///< "--epoch", the one that it is about; empty when it is about none.
  std::string message;
};

/// A parser's error in words, with the nearest flag that there is. `verb` is what was parsed.
[[nodiscard]] ArgumentFault fault_of(const CLI::App& verb, const CLI::ParseError& error);

/// Parses `arguments`, the verb first; nullopt when they are right. `program` runs nothing, but the
/// variables that its flags are bound to change.
[[nodiscard]] std::optional<ArgumentFault> find_fault(CLI::App& program,
                                                      const std::vector<std::string>& arguments);

/// The first argument of a program that is asked to check others.
inline constexpr const char* kCheckArguments = "--check-arguments";

/// Each of several commands as an argument behind kCheckArguments.
[[nodiscard]] std::vector<std::string> arguments_to_check(
    std::span<const std::vector<std::string>> commands);

/// Answers kCheckArguments on standard output: `commands` are what follows it. Returns the exit
/// status.
[[nodiscard]] int check_arguments(CLI::App& program, std::span<const char* const> commands);

/// Reads that answer: per command its fault, or nullopt. Throws kInternal when it is none.
[[nodiscard]] std::vector<std::optional<ArgumentFault>> parse_check_answer(
    const std::string& answer, std::size_t num_commands);

}  // namespace tango::command
