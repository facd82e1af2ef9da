#include "cli/typed_command.h"

#include <cstdlib>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace tango::cli {
namespace {

TEST(TypedCommand, IsReadByAShellAsItWasTyped) {
  EXPECT_EQ(shell_line(std::vector<std::string>{"tango", "build", "--texts", "a b.txt", "--work",
                                                "", "it's", "$HOME"}),
            "tango build --texts 'a b.txt' --work '' 'it'\\''s' '$HOME'");
}

TEST(TypedCommand, HasWhatWasGivenAndNoDefaults) {
  CLI::App app;
  CLI::App& command = *app.add_subcommand("build");
  std::string recipe, texts;
  std::vector<std::string> students;
  bool quiet = false;
  int size = 7;
  command.add_option("RECIPE", recipe);
  command.add_option("--texts", texts)->envname("TANGO_TYPED_COMMAND_TEXTS");
  command.add_option("--student", students)->allow_extra_args(false);
  command.add_option("--size", size)->capture_default_str();
  command.add_flag("--quiet", quiet);
  ::setenv("TANGO_TYPED_COMMAND_TEXTS", "a b.txt", 1);
  app.parse("build --student x r.toml --quiet --student y", false);
  ::unsetenv("TANGO_TYPED_COMMAND_TEXTS");
  EXPECT_EQ(typed_command("bin/tango", command),
            "bin/tango build r.toml --texts 'a b.txt' --student x --student y --quiet");
}

TEST(TypedCommand, ThisProgramHasAName) {
  EXPECT_NE(called_program().find("cli_test"), std::string::npos) << called_program();
}

}  // namespace
}  // namespace tango::cli
