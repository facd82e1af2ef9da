#include "command/hint.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace tango::command {
namespace {

TEST(Hint, SettingsAreNamedByTheCommandsFlags) {
  CLI::App command;
  std::string value;
  command.add_option("--long-text", value);
  command.add_option("--text", value);
  const auto message = [&](const ErrorSettings& settings) {
    return message_with_flags(Error(ErrorCode::kInvalidInput, "too long", settings), command);
  };
  EXPECT_EQ(message({}), "too long");
  EXPECT_EQ(message({"long_text"}), "too long (see --long-text)");
  EXPECT_EQ(message({"text", "long_text"}), "too long (see --text and --long-text)");
  EXPECT_EQ(message({"columns"}), "too long") << "the command has no such flag";
}

}  // namespace
}  // namespace tango::command
