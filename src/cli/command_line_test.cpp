#include "cli/command_line.h"

#include <array>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "cli/commands.h"
#include "command/environment.h"

namespace tango::cli {
namespace {

using command::environment_name;
using command::read_flags_from_environment;

TEST(Environment, EveryFlagOfEveryCommandHasItsVariable) {
  int flags = 0;
  for (const char* name : {"classify", "inspect", "evaluate", "augment", "build", "bench"}) {
    CLI::App program;
    Command chosen;
    add_commands(program, chosen);
    const std::array<const char*, 3> arguments{"tango", name, "--help"};
    read_flags_from_environment(program, arguments);
    const CLI::App& command = *program.get_subcommand(name);
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_lnames().empty() || option == command.get_help_ptr()) continue;
      ++flags;
      EXPECT_EQ(option->get_envname(), environment_name("--" + option->get_lnames().front()));
    }
    EXPECT_NE(command.help().find("Example:"), std::string::npos) << name;
  }
  EXPECT_GT(flags, 50);
}

}  // namespace
}  // namespace tango::cli
