#include "command/argument_check.h"

#include <array>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <tango/error.h>

#include "command/at_least.h"

namespace tango::command {
namespace {

struct Program {
  CLI::App app{"", "program"};
  int epochs = 0;
  double rate = 0;
  bool was_chosen = false;

  Program() {
    app.require_subcommand(1);
    CLI::App& learn = *app.add_subcommand("learn", "");
    learn.add_option("--epochs", epochs, "")->check(at_least(1));
    learn.add_option("--rate", rate, "")->check(above_zero());
    learn.callback([this] { was_chosen = true; });
  }
};

TEST(ArgumentCheck, FindsTheFlagThatIsWrong) {
  Program program;
  const auto fault = [&](const std::vector<std::string>& arguments) {
    return find_fault(program.app, arguments).value_or(ArgumentFault{"", "none"});
  };
  EXPECT_EQ(fault({"learn", "--epochs", "3"}).message, "none");
  EXPECT_EQ(fault({"learn", "--epoch", "3"}).flag, "--epoch");
  EXPECT_EQ(fault({"learn", "--epoch=3"}).message, "no flag --epoch; did you mean --epochs?");
  EXPECT_EQ(fault({"learn", "--epochs", "three"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "--epochs", "-3"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "--epochs", "0"}).message,
            "--epochs: 0 should be a number of at least 1");
  EXPECT_EQ(fault({"learn", "--rate", "0"}).message, "--rate: 0 should be a number above 0");
  EXPECT_EQ(fault({"learn", "--rate", "nan"}).message, "--rate: nan should be a number above 0");
  EXPECT_EQ(fault({"learn", "--epochs"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "three"}).flag, "");
  EXPECT_NE(fault({"learn", "three"}).message, "none");
  EXPECT_EQ(fault({"learn", "--help"}).flag, "--help");
  EXPECT_EQ(fault({"learn", "--epochs", "3"}).message, "none");
}

TEST(ArgumentCheck, AnotherProgramAnswersForAllCommands) {
  Program program;
  const std::vector<std::vector<std::string>> commands{{"learn", "--epochs", "2"},
                                                       {"learn", "--epoch", "2"}};
  const std::vector<std::string> asked = arguments_to_check(commands);
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0], kCheckArguments);
  const std::array<const char*, 2> passed{asked[1].c_str(), asked[2].c_str()};
  testing::internal::CaptureStdout();
  EXPECT_EQ(check_arguments(program.app, passed), 0);
  const auto faults = parse_check_answer(testing::internal::GetCapturedStdout(), 2);
  EXPECT_FALSE(faults[0]);
  ASSERT_TRUE(faults[1]);
  EXPECT_EQ(faults[1]->flag, "--epoch");
  EXPECT_THROW((void)parse_check_answer("", 2), Error);
  EXPECT_THROW((void)parse_check_answer("[null]", 2), Error);
}

}  // namespace
}  // namespace tango::command
