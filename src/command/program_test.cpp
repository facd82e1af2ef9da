#include "command/program.h"

#include <array>
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::command {
namespace {

/// The exit status of a program that has one command, which does `work`, and as its standard error
/// that file, or none.
int status_of(const Command& work, const std::filesystem::path& errors = {}) {
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);
    if (!errors.empty()) (void)open(errors.c_str(), O_CREAT | O_WRONLY, 0666);  // NOLINT(*-vararg)
    CLI::App app("", "program");
    Command chosen;
    app.add_subcommand("work", "")->callback([&] { chosen = work; });
    std::array<char, 8> program{"program"};
    std::array<char, 8> command{"work"};
    std::array<char*, 3> arguments{program.data(), command.data(), nullptr};
    _exit(run_program(
        app, [&] { return chosen(); }, 2, arguments.data()));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Program, WhatIsSaidToAClosedStandardErrorGoesIntoNoFile) {
  const base::TemporaryDirectory directory;
  const auto file = directory.path() / "file";
  EXPECT_EQ(status_of([&] {
              const int opened = open(file.c_str(), O_CREAT | O_WRONLY, 0666);  // NOLINT(*-vararg)
              say("this is for a person\n");
              return opened < 0 ? 1 : kSuccess;
            }),
            kSuccess);
  EXPECT_EQ(base::contents(file), "");
}

TEST(Program, NoTerminalObeysWhatIsSaid) {
  const base::TemporaryDirectory directory;
  const auto file = directory.path() / "errors";
  const Command failing = []() -> int {
    say("warning: {}\n", "a\rb");
    throw Error(ErrorCode::kNotFound, "there is no \x1b[2J\u009bfile\nTry: another");
  };
  EXPECT_EQ(status_of(failing, file), exit_status(ErrorCode::kNotFound));
  EXPECT_EQ(base::contents(file),
            "warning: a\\x0db\nprogram: there is no \\x1b[2J\\xc2\\x9bfile\nTry: another\n");
}

TEST(Program, WhatTheFileSystemRefusesIsNoInternalError) {
  const auto refusing = [](std::errc why) {
    return [why]() -> int {
      throw std::filesystem::filesystem_error("status", "some/file", std::make_error_code(why));
    };
  };
  EXPECT_EQ(status_of(refusing(std::errc::permission_denied)), exit_status(ErrorCode::kIo));
  EXPECT_EQ(status_of(refusing(std::errc::no_such_file_or_directory)),
            exit_status(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace tango::command
