// Every flag can be given as an environment variable.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/cli11.h"

namespace tango::command {

/// "--batch-tokens" → "TANGO_BATCH_TOKENS".
[[nodiscard]] std::string environment_name(std::string_view flag);

/// Gives each long flag of the command that `arguments` choose its variable, so that parsing them
/// reads it. A flag has none whose name would be that of a variable which the programs read
/// anyway: TANGO_MODELS is the model store. Arguments win: a flag that they give, or one that
/// excludes such a flag, gets none. Nor does a flag that does nothing because the flag that it
/// needs is not given. With --help each flag gets its variable. Call it before each parse.
void read_flags_from_environment(CLI::App& program, std::span<const char* const> arguments);

/// What to say of the variables of `environment` ("NAME=VALUE", ended by nullptr) that no flag of
/// any command reads, but whose names are nearly that of one: "no flag reads TANGO_TRESHOLD; did
/// you mean TANGO_THRESHOLD?". The others may be another program's. Empty where the command that
/// was parsed hands its arguments to another program, which looks itself.
[[nodiscard]] std::vector<std::string> misspelt_variables(const CLI::App& program,
                                                          const char* const* environment);

/// Whether the variable gave this flag's value. To be asked once the arguments are parsed.
[[nodiscard]] bool is_from_environment(const CLI::Option& option);

}  // namespace tango::command
