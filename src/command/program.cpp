#include "command/program.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/suggestion.h"
#include "command/argument_check.h"
#include "command/bus_error.h"
#include "command/environment.h"
#include "command/exit_status.h"
#include "command/hint.h"
#include "command/say.h"
#include "command/stop.h"

namespace tango::command {
namespace {

/// Opens what is closed of the standard streams, so that no file of ours takes its number and gets
/// what is meant for it: in and out such that their use is an error, as when they are closed.
void occupy_standard_streams() {
  for (const auto& [stream, mode] :
       {std::pair{STDIN_FILENO, O_WRONLY}, std::pair{STDOUT_FILENO, O_RDONLY},
        std::pair{STDERR_FILENO, O_WRONLY}}) {
    if (fcntl(stream, F_GETFD) < 0) (void)open("/dev/null", mode);  // NOLINT(*-vararg)
  }
}

std::string program_name = "tango";  // for messages

int report(const std::string& message, int status) {
  say("{}: {}\n", program_name, message);
  return status;
}

std::optional<std::string> unknown_command(const CLI::App& program, int argc,
                                           const char* const* argv) {
  if (argc < 2 || *argv[1] == '-') return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) {
    if (command->get_name() == argv[1]) return std::nullopt;
    names.push_back(command->get_name());
  }
  const std::string meant = base::did_you_mean(argv[1], names);
  return fmt::format(
      "no command \"{}\"{}", argv[1],
      meant.empty() ? fmt::format("; the commands are {}", fmt::join(names, ", ")) : meant);
}

/// "help" and "help COMMAND" as the flag --help.
std::vector<char*> with_help_flag(int argc, char** argv) {
  static char flag[] = "--help";
  std::vector<char*> arguments(argv, argv + argc);
  if (argc > 1 && argv[1] == std::string_view("help")) {
    arguments.erase(arguments.begin() + 1);
    arguments.push_back(flag);
  }
  return arguments;
}

const CLI::App& chosen_command(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : *chosen.front();
}

int run_reporting(const Command& command, const CLI::App& verb) {
  try {
    return command();
  } catch (const Error& error) {
    if (stop_requested()) {
      if (error.code() == ErrorCode::kCancelled) (void)report(error.what(), 0);
      end_as_requested();
    }
    const int status = exit_status(error.code());
    return error.code() == ErrorCode::kClosedPipe ? status
                                                  : report(message_with_hints(error, verb), status);
  } catch (const std::filesystem::filesystem_error& error) {
    const bool is_missing = error.code() == std::errc::no_such_file_or_directory ||
                            error.code() == std::errc::not_a_directory;
    return report(error.path1().string() + ": " + error.code().message(),
                  exit_status(is_missing ? ErrorCode::kNotFound : ErrorCode::kIo));
  } catch (const std::bad_alloc&) {
    return report("out of memory", exit_status(ErrorCode::kInternal));
  } catch (const std::exception& error) {
    return report(std::string("internal error: ") + error.what(),
                  exit_status(ErrorCode::kInternal));
  }
}

}  // namespace

int run_program(CLI::App& program, const Command& chosen, int count, char** values) {
  std::vector<char*> arguments = with_help_flag(count, values);
  const auto argc = static_cast<int>(arguments.size());
  char** const argv = arguments.data();
  program_name = program.get_name();
  occupy_standard_streams();
  // NOLINTNEXTLINE(performance-no-int-to-ptr): SIG_IGN is a cast in the C library
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed pipe fails instead of ending the process
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    // A signal that was ignored (SIGHUP under nohup) stays ignored.
    if (std::signal(number, end_by_signal) == SIG_IGN) std::signal(number, SIG_IGN);
  }
  explain_bus_errors(program_name);

  if (argc > 1 && argv[1] == std::string_view(kCheckArguments)) {
    return run_reporting(
        [&] {
          return check_arguments(program, {argv + 2, argv + argc});
        },
        program);
  }
  if (const auto message = unknown_command(program, argc, argv)) return report(*message, kWrongUse);
  read_flags_from_environment(program, {argv, argv + argc});
  for (const std::string& warning : misspelt_variables(program, environ)) {
    say("warning: {}\n", warning);
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help) {
    const int status = program.exit(help);
    if (std::cout.flush()) return status;
    if (errno == EPIPE) return exit_status(ErrorCode::kClosedPipe);
    return report("standard output can't be written", exit_status(ErrorCode::kIo));
  } catch (const CLI::ExtrasError& error) {
    const CLI::App& verb = chosen_command(program);
    return report(verb.get_name() + ": " + fault_of(verb, error).message +
                      "\nTry: " + program_name + " " + verb.get_name() + " --help",
                  kWrongUse);
  } catch (const CLI::ParseError& error) {
    if (argc < 2) {
      say("{}", program.help());
      return kWrongUse;
    }
    const CLI::App& verb = chosen_command(program);
    const std::string name =
        &verb == &program ? program_name : program_name + " " + verb.get_name();
    return report(fmt::format("{}\nTry: {} --help", fault_of(verb, error).message, name),
                  kWrongUse);
  }
  return run_reporting(chosen, chosen_command(program));
}

}  // namespace tango::command
