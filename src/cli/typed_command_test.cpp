#include "cli/typed_command.h"

#include <vector>

#include <gtest/gtest.h>

namespace tango::cli {
namespace {

TEST(TypedCommand, IsReadByAShellAsItWasTyped) {
  EXPECT_EQ(shell_line(std::vector<std::string>{"tango", "build", "--texts", "a b.txt", "--work",
                                                "", "it's", "$HOME"}),
            "tango build --texts 'a b.txt' --work '' 'it'\\''s' '$HOME'");
}

TEST(TypedCommand, ThisProcessHasOne) {
  EXPECT_NE(typed_command().find("cli_test"), std::string::npos) << typed_command();
}

}  // namespace
}  // namespace tango::cli
