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
    return message_with_hints(Error(ErrorCode::kInvalidInput, "too long", settings), command);
  };
  EXPECT_EQ(message({}), "too long");
  EXPECT_EQ(message({"long_text"}), "too long (see --long-text)");
  EXPECT_EQ(message({"text", "long_text"}), "too long (see --text and --long-text)");
  EXPECT_EQ(message({"columns"}), "too long") << "the command has no such flag";
}

TEST(Hint, SaysWhatToTypeWhereThatIsKnown) {
  const CLI::App command;
  const std::string missing =
      "DIR: the base model \"sentence-transformers/all-MiniLM-L6-v2\" is not there";
  const std::string unknown = "the base model \"o/name\" is not there";
  EXPECT_EQ(message_with_hints(Error(ErrorCode::kNotFound, missing), command),
            missing + "\nTry: scripts/fetch_models.py --only all-MiniLM-L6-v2");
  EXPECT_EQ(message_with_hints(Error(ErrorCode::kUsage, missing), command), missing);
  EXPECT_EQ(message_with_hints(Error(ErrorCode::kNotFound, unknown), command), unknown);
}

}  // namespace
}  // namespace tango::command
