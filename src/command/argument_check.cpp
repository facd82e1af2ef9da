#include "command/argument_check.h"

#include <cstdio>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "command/environment.h"
#include "command/exit_status.h"

namespace tango::command {

namespace {

std::vector<FileArgument> files_of(const CLI::App& verb) {
  std::vector<FileArgument> files;
  for (const CLI::Option* option : verb.get_options()) {
    if (!option->get_type_name().starts_with("FILE")) continue;
    for (const std::string& path : option->results()) files.push_back({option->get_name(), path});
  }
  return files;
}

}  // namespace

CheckedArguments check(CLI::App& program, const std::vector<std::string>& arguments) {
  const auto verb = [&program]() -> const CLI::App& {
    const auto chosen = program.get_subcommands();
    return chosen.empty() ? program : *chosen.front();
  };
  try {
    program.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return {.fault = ArgumentFault{.flag = "--help", .message = "--help runs nothing"},
            .files = {}};
  } catch (const CLI::ParseError& error) {
    return {.fault = fault_of(verb(), error), .files = {}};
  }
  return {.fault = {}, .files = files_of(verb())};
}

std::vector<std::string> arguments_to_check(std::span<const std::vector<std::string>> commands) {
  std::vector<std::string> arguments{kCheckArguments};
  for (const auto& command : commands) arguments.push_back(base::Json(command).dump());
  return arguments;
}

int check_arguments(CLI::App& program, std::span<const char* const> commands) {
  base::Json answer = base::Json::array();
  for (const char* command : commands) {
    const auto arguments = base::Json::parse(command).get<std::vector<std::string>>();
    std::vector<const char*> pointers{"program"};
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    read_flags_from_environment(program, pointers);
    const CheckedArguments checked = check(program, arguments);
    base::Json one;
    if (checked.fault) {
      one = {{"flag", checked.fault->flag}, {"message", checked.fault->message}};
    } else {
      one["files"] = base::Json::array();
      for (const FileArgument& file : checked.files) {
        one["files"].push_back({{"flag", file.flag}, {"path", file.path}});
      }
    }
    answer.push_back(std::move(one));
  }
  fmt::print("{}\n", answer.dump());
  return std::fflush(stdout) == 0 ? kSuccess : exit_status(ErrorCode::kIo);
}

std::vector<CheckedArguments> parse_check_answer(const std::string& answer,
                                                 std::size_t num_commands) {
  const base::Json json = base::Json::parse(answer, nullptr, false);
  if (!json.is_array() || json.size() != num_commands) {
    throw Error(ErrorCode::kInternal,
                "no answer to " + std::string(kCheckArguments) + ": " + answer);
  }
  std::vector<CheckedArguments> all;
  for (const base::Json& one : json) {
    CheckedArguments checked;
    if (!one.contains("files")) {
      checked.fault = ArgumentFault{one.value("flag", ""), one.value("message", "")};
    } else {
      for (const base::Json& file : one.at("files")) {
        checked.files.push_back({file.value("flag", ""), file.value("path", "")});
      }
    }
    all.push_back(std::move(checked));
  }
  return all;
}

}  // namespace tango::command
