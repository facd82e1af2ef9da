#include "command/argument_check.h"

#include <array>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <tango/error.h>

#include "command/limits.h"

namespace tango::command {
namespace {

struct Program {
  CLI::App app{"", "program"};
  int epochs = 0;
  double rate = 0;
  std::vector<std::string> train;
  bool was_chosen = false;

  Program() {
    app.require_subcommand(1);
    CLI::App& learn = *app.add_subcommand("learn", "");
    learn.add_option("--epochs", epochs, "")->check(at_least(1));
    learn.add_option("--rate", rate, "")->check(above_zero());
    learn.add_option("--train", train, "")->type_name("FILE...");
    learn.callback([this] { was_chosen = true; });
  }
};

TEST(ArgumentCheck, FindsTheFlagThatIsWrong) {
  Program program;
  const auto fault = [&](const std::vector<std::string>& arguments) {
    return check(program.app, arguments).fault.value_or(ArgumentFault{"", "none"});
  };
  EXPECT_EQ(fault({"learn", "--epochs", "3"}).message, "none");
  EXPECT_EQ(fault({"learn", "--epoch", "3"}).flag, "--epoch");
  EXPECT_EQ(fault({"learn", "--epoch=3"}).message, "no flag --epoch; did you mean --epochs?");
  EXPECT_EQ(fault({"learn", "--epochs", "three"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "--epochs", "-3"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "--epochs", "0"}).message,
            "--epochs should be a number of at least 1, not 0");
  EXPECT_EQ(fault({"learn", "--rate", "0"}).message, "--rate should be a number above 0, not 0");
  EXPECT_EQ(fault({"learn", "--rate", "nan"}).message,
            "--rate should be a number above 0, not nan");
  EXPECT_EQ(fault({"learn", "--epochs"}).flag, "--epochs");
  EXPECT_EQ(fault({"learn", "three"}).flag, "");
  EXPECT_NE(fault({"learn", "three"}).message, "none");
  EXPECT_EQ(fault({"learn", "--help"}).flag, "--help");
  EXPECT_EQ(fault({"learn", "--epochs", "3"}).message, "none");
}

TEST(ArgumentCheck, AnotherProgramAnswersForAllCommands) {
  Program program;
  const std::vector<std::vector<std::string>> commands{
      {"learn", "--epochs", "2", "--train", "a.tsv", "--train", "b.tsv"},
      {"learn", "--epoch", "2"}};
  const std::vector<std::string> asked = arguments_to_check(commands);
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0], kCheckArguments);
  const std::array<const char*, 2> passed{asked[1].c_str(), asked[2].c_str()};
  testing::internal::CaptureStdout();
  EXPECT_EQ(check_arguments(program.app, passed), 0);
  const auto answers = parse_check_answer(testing::internal::GetCapturedStdout(), 2);
  EXPECT_FALSE(answers[0].fault);
  ASSERT_EQ(answers[0].files.size(), 2U);
  EXPECT_EQ(answers[0].files[1].flag, "--train");
  EXPECT_EQ(answers[0].files[1].path, "b.tsv");
  ASSERT_TRUE(answers[1].fault);
  EXPECT_EQ(answers[1].fault->flag, "--epoch");
  EXPECT_THROW((void)parse_check_answer("", 2), Error);
  EXPECT_THROW((void)parse_check_answer("[null]", 2), Error);
}

}  // namespace
}  // namespace tango::command
