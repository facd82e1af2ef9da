#include "command/argument_fault.h"

#include <cstdint>
#include <optional>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "command/limits.h"

namespace tango::command {
namespace {

class Fault : public testing::Test {
 protected:
  Fault() {
    app_.require_subcommand(1);
    CLI::App& sort = *app_.add_subcommand("sort", "");
    sort.add_option("INPUT", input_, "File to sort. It stays.")->required();
    CLI::Option* key = sort.add_option("--key", key_, "Column to sort by.")->type_name("NAME");
    sort.add_option("--workers", workers_, "Number of threads.")
        ->type_name("N")
        ->check(in_range(0, 64));
    sort.add_option("--order", order_, "Order.")->check(one_of({"up", "down", "random"}));
    sort.add_option("--seed", seed_, "Seed.")->check(seed());
    sort.add_option("--delay", delay_, "Delay.");
    sort.add_option("--share", share_, "Share.")->check(in_range(0.5, 1.0));
    sort.add_flag("--quiet", quiet_, "Show nothing.");
    sort.add_option("--whole", whole_, "Compare rows.")->type_name("HOW")->excludes(key);
    sort.add_option("--locale", locale_, "Locale of the column.")->needs(key);
  }

  std::string message(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(std::move(arguments));
      return "none";
    } catch (const CLI::ParseError& error) {
      const auto chosen = app_.get_subcommands();
      return fault_of(chosen.empty() ? app_ : *chosen.front(), error).message;
    }
  }

  CLI::App app_{"", "program"};

 private:
  int workers_ = 0;
  std::string input_, key_, order_, whole_, locale_;
  std::uint64_t seed_ = 0;
  double share_ = 1, delay_ = 0;
  bool quiet_ = false;
};

TEST_F(Fault, ValuesAreComparedWithWhatTheyShouldBe) {
  EXPECT_EQ(message({"sort", "x", "--workers", "8"}), "none");
  EXPECT_EQ(message({"sort", "x", "--workers", "65"}),
            "--workers should be a whole number from 0 to 64, not 65");
  EXPECT_EQ(message({"sort", "x", "--workers=1.5"}),
            "--workers should be a whole number from 0 to 64, not 1.5");
  EXPECT_EQ(message({"sort", "x", "--workers="}),
            "--workers needs a value: --workers N. Number of "
            "threads.");
  EXPECT_EQ(message({"sort", "x", "--workers", "99999999999999999999"}),
            "--workers should be a whole number from 0 to 64, not 99999999999999999999");
  EXPECT_EQ(message({"sort", "x", "--share", "nan"}),
            "--share should be a number from 0.5 to 1, not nan");
  for (const char* wrong : {"-1", "99999999999999999999", "0x10", "010", "7 "}) {
    EXPECT_EQ(message({"sort", "x", "--seed", wrong}),
              fmt::format("--seed should be a whole number from 0 to 18446744073709551615, not {}",
                          wrong));
  }
  EXPECT_EQ(message({"sort", "x", "--delay", "some"}), "--delay should be a number, not some");
  EXPECT_EQ(message({"sort", "x", "--quiet=perhaps"}),
            "--quiet should be true or false, not perhaps");
  EXPECT_EQ(message({"sort", "x", "--order", "dwon"}),
            "--order should be up, down or random, not dwon; did you mean down?");
  EXPECT_EQ(message({"sort", "x", "--order", "alphabetical"}),
            "--order should be up, down or random, not alphabetical");
}

TEST_F(Fault, WhatIsMissingIsDescribed) {
  EXPECT_EQ(message({"sort"}), "INPUT is required: File to sort.");
  EXPECT_EQ(message({"sort", "x", "--key"}), "--key needs a value: --key NAME. Column to sort by.");
}

TEST_F(Fault, WhatIsTooMuchIsNamed) {
  EXPECT_EQ(message({"sort", "x", "--key", "a", "--key", "b"}),
            "--key is given 2 times; give it once");
  EXPECT_EQ(message({"sort", "my", "file.txt"}),
            "\"file.txt\" is one argument too many: sort takes flags and INPUT; if it belongs to "
            "what stands before it, put both into quotes");
  EXPECT_EQ(message({"--quiet", "sort", "x"}), "--quiet belongs behind sort");
  EXPECT_EQ(message({"--loud", "sort", "x"}), "no flag --loud before sort");
  EXPECT_EQ(message({"--quiet"}), "--quiet belongs behind a command, such as sort");
  EXPECT_EQ(message({"--loud"}), "no flag --loud");
  EXPECT_EQ(message({"sort", "x", "--kye", "a"}), "no flag --kye; did you mean --key?");
}

TEST_F(Fault, FlagsThatDoNotFitTogetherAreDescribed) {
  EXPECT_EQ(message({"sort", "x", "--key", "a", "--whole", "b"}),
            "--key and --whole exclude each other; give one of them.\n"
            "  --key NAME: Column to sort by.\n"
            "  --whole HOW: Compare rows.");
  EXPECT_EQ(message({"sort", "x", "--locale", "C"}),
            "--locale does nothing without --key NAME; give that, too, or leave --locale out");
}

}  // namespace
}  // namespace tango::command
