#include "cli/command_line.h"

#include <array>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "cli/commands.h"
#include "command/environment.h"

namespace tango::cli {
namespace {

using command::arguments_beat_environment;
using command::environment_name;
using command::read_flags_from_environment;

TEST(Environment, EveryFlagOfEveryCommandHasItsVariable) {
  CLI::App program;
  Command chosen;
  add_classify(program, chosen);
  add_inspect(program, chosen);
  add_evaluate(program, chosen);
  add_augment(program, chosen);
  add_build(program, chosen);
  add_bench(program, chosen);
  read_flags_from_environment(program);
  int flags = 0;
  for (CLI::App* command : program.get_subcommands({})) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_lnames().empty() || option == command->get_help_ptr()) continue;
      ++flags;
      EXPECT_EQ(option->get_envname(), environment_name("--" + option->get_lnames().front()));
    }
    EXPECT_NE(command->help().find("Example:"), std::string::npos) << command->get_name();
  }
  EXPECT_GT(flags, 50);
  EXPECT_EQ(environment_name("--batch-tokens"), "TANGO_BATCH_TOKENS");
}

TEST(Environment, AnArgumentBeatsTheOtherOnesVariable) {
  CLI::App program;
  Command chosen;
  add_classify(program, chosen);
  read_flags_from_environment(program);
  CLI::App& command = *program.get_subcommand("classify");
  const std::array<const char*, 3> arguments{"tango", "classify", "--model=x"};
  arguments_beat_environment(command, "--cascade", "--model", 3, arguments.data());
  EXPECT_EQ(command.get_option("--cascade")->get_envname(), "");
  EXPECT_EQ(command.get_option("--model")->get_envname(), "TANGO_MODEL");
}

}  // namespace
}  // namespace tango::cli
