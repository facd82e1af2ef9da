#include "command/environment.h"

#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "command/argument_fault.h"
#include "command/limits.h"

namespace tango::command {
namespace {

class Environment : public testing::Test {
 protected:
  ~Environment() override {
    for (const char* name : set_) unsetenv(name);
  }

  void set(const char* name, const char* value) {
    setenv(name, value, 1);
    set_.push_back(name);
  }

  /// Parses as a program does; what is wrong, or "".
  std::string parse(std::vector<const char*> arguments) {
    app_.require_subcommand(1);
    CLI::App& read = *app_.add_subcommand("read", "");
    CLI::Option* line = read.add_option("--line", line_, "Line.");
    read.add_option("--last-page", page_, "Page.")->excludes(line);
    read.add_option("--column", column_, "Column.")->needs(line);
    CLI::App& write = *app_.add_subcommand("write", "");
    write.add_option("--line", written_, "Line.")->check(in_range(1, 9));
    write.add_option("--models", models_, "Models.");
    arguments.insert(arguments.begin(), "program");
    read_flags_from_environment(app_, arguments);
    try {
      app_.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::ParseError& error) {
      return fault_of(*app_.get_subcommands().front(), error).message;
    }
    return "";
  }

  CLI::App app_;
  int line_ = 0, page_ = 0, column_ = 0, written_ = 0;
  std::string models_;

 private:
  std::vector<const char*> set_;
};

TEST_F(Environment, AVariableIsNamedByItsFlag) {
  EXPECT_EQ(environment_name("--last-page"), "TANGO_LAST_PAGE");
}

TEST_F(Environment, AVariableIsAFlag) {
  set("TANGO_LAST_PAGE", "7");
  EXPECT_EQ(parse({"read"}), "");
  EXPECT_EQ(page_, 7);
  EXPECT_TRUE(is_from_environment(*app_.get_subcommand("read")->get_option("--last-page")));
}

TEST_F(Environment, TheSameFlagWins) {
  set("TANGO_LAST_PAGE", "7");
  EXPECT_EQ(parse({"read", "--last-page", "8"}), "");
  EXPECT_EQ(page_, 8);
  EXPECT_FALSE(is_from_environment(*app_.get_subcommand("read")->get_option("--last-page")));
}

TEST_F(Environment, AFlagThatExcludesItWins) {
  set("TANGO_LAST_PAGE", "7");
  EXPECT_EQ(parse({"read", "--line=8"}), "");
  EXPECT_EQ(page_, 0);
  EXPECT_EQ(line_, 8);
}

TEST_F(Environment, TheModelStoreIsNoFlags) {
  set("TANGO_MODELS", "store");
  EXPECT_EQ(parse({"write"}), "");
  EXPECT_EQ(models_, "");
}

TEST_F(Environment, TwoVariablesThatExcludeEachOtherAreAnError) {
  set("TANGO_LAST_PAGE", "7");
  set("TANGO_LINE", "8");
  const std::string message = parse({"read"});
  EXPECT_NE(message.find("--line (from TANGO_LINE)"), std::string::npos) << message;
  EXPECT_NE(message.find("--last-page (from TANGO_LAST_PAGE)"), std::string::npos) << message;
}

TEST_F(Environment, AVariableWithoutWhatItNeedsIsNotRead) {
  set("TANGO_COLUMN", "3");
  EXPECT_EQ(parse({"read"}), "");
  EXPECT_EQ(column_, 0);
}

TEST_F(Environment, AVariableWithWhatItNeedsIsRead) {
  set("TANGO_COLUMN", "3");
  set("TANGO_LINE", "8");
  EXPECT_EQ(parse({"read"}), "");
  EXPECT_EQ(column_, 3);
}

TEST_F(Environment, OnlyTheChosenCommandReadsIt) {
  set("TANGO_LINE", "10");
  EXPECT_EQ(parse({"read"}), "") << "write would take 9 at most";
  EXPECT_EQ(line_, 10);
}

TEST_F(Environment, AWrongValueIsBlamedOnTheVariable) {
  set("TANGO_LINE", "10");
  EXPECT_EQ(parse({"write"}),
            "--line (from TANGO_LINE) should be a whole number from 1 to 9, not 10");
}

TEST_F(Environment, AVariableThatIsNearlyAFlagsIsNamed) {
  EXPECT_EQ(parse({"read"}), "");
  const std::array<const char*, 8> variables{
      "TANGO_COLUM=3", "TANGO_LAST_PGAE=1", "TANGO_LINE=2",   "TANGO_MODELS=m",
      "TANGO_NINE=4",  "TANGO_OTHER=1",     "COLUM=also not", nullptr};
  EXPECT_EQ(
      misspelt_variables(app_, variables.data()),
      (std::vector<std::string>{"no flag reads TANGO_COLUM; did you mean TANGO_COLUMN?",
                                "no flag reads TANGO_LAST_PGAE; did you mean TANGO_LAST_PAGE?",
                                "no flag reads TANGO_NINE; did you mean TANGO_LINE?"}));
}

TEST_F(Environment, AnotherProgramLooksAtItsVariablesItself) {
  CLI::App& other = *app_.add_subcommand("other", "");
  other.prefix_command();
  EXPECT_EQ(parse({"other", "--line", "3"}), "");
  const std::array<const char*, 2> variables{"TANGO_COLUM=3", nullptr};
  EXPECT_EQ(misspelt_variables(app_, variables.data()), std::vector<std::string>{});
}

}  // namespace
}  // namespace tango::command
