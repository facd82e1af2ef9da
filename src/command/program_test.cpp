#include "command/program.h"

#include <array>
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_directory_test.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::command {
namespace {

/// The exit status of a program that has one command, which does `work`, and no standard error.
int status_of(const Command& work) {
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);
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
