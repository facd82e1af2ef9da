// tango-train, which does the work of some verbs of tango.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/argument_check.h"

namespace tango::cli {

/// Whether it does the work of this verb.
[[nodiscard]] bool is_trainer_verb(std::string_view verb);

/// What it gets of such a verb, once that is parsed: the name, the flags that tango knows, the
/// rest.
[[nodiscard]] std::vector<std::string> trainer_arguments(const CLI::App& verb);

/// Whether flags may come from the environment, as they do where this process becomes tango-train,
/// but not where it runs it as a stage of a build.
enum class Variables : bool { kNotRead, kRead };

/// What it finds of each command. Throws kNotFound when tango-train is not beside this program,
/// kInternal when it doesn't answer.
[[nodiscard]] std::vector<command::CheckedArguments> check_trainer_arguments(
    std::span<const std::vector<std::string>> commands, Variables variables);

/// Becomes tango-train, which lies beside this program; its exit status is then this one's. Throws
/// kNotFound when it is not there.
[[noreturn]] void become_trainer(const std::vector<std::string>& arguments);

}  // namespace tango::cli
