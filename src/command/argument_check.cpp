#include "command/argument_check.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "command/exit_status.h"
#include "command/suggestion.h"

namespace tango::command {
namespace {

/// The first argument that the verb doesn't know, when it looks like a flag.
std::optional<std::string> unknown_flag(const CLI::App& verb) {
  for (const std::string& argument : verb.remaining()) {
    if (argument.starts_with("-") && argument != "-") return argument.substr(0, argument.find('='));
  }
  return std::nullopt;
}

/// The first long flag in a message, or nothing.
std::string flag_in(const std::string& message) {
  const std::size_t start = message.find("--");
  if (start == std::string::npos) return "";
  const std::size_t end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", start);
  return message.substr(start, end == std::string::npos ? end : end - start);
}

}  // namespace

ArgumentFault fault_of(const CLI::App& verb, const CLI::ParseError& error) {
  // A misspelt flag is also why a required one is missing, so it is what to name.
  const bool is_missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
      (is_missing && !verb.get_allow_extras())) {
    if (const auto flag = unknown_flag(verb)) {
      std::vector<std::string> flags;
      for (const CLI::Option* option : verb.get_options()) {
        for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
      }
      const auto meant = nearest(*flag, flags);
      return {.flag = *flag,
              .message = fmt::format("no flag {}{}", *flag,
                                     meant ? "; did you mean " + *meant + "?" : "")};
    }
  }
  return {.flag = flag_in(error.what()), .message = error.what()};
}

std::optional<ArgumentFault> find_fault(CLI::App& program,
                                        const std::vector<std::string>& arguments) {
  try {
    program.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return ArgumentFault{.flag = "--help", .message = "--help runs nothing"};
  } catch (const CLI::ParseError& error) {
    const auto chosen = program.get_subcommands();
    return fault_of(chosen.empty() ? program : *chosen.front(), error);
  }
  return std::nullopt;
}

std::vector<std::string> arguments_to_check(std::span<const std::vector<std::string>> commands) {
  std::vector<std::string> arguments{kCheckArguments};
  for (const auto& command : commands) arguments.push_back(base::Json(command).dump());
  return arguments;
}

int check_arguments(CLI::App& program, std::span<const char* const> commands) {
  base::Json answer = base::Json::array();
  for (const char* command : commands) {
    const auto fault =
        find_fault(program, base::Json::parse(command).get<std::vector<std::string>>());
    answer.push_back(fault ? base::Json{{"flag", fault->flag}, {"message", fault->message}}
                           : base::Json());
  }
  fmt::print("{}\n", answer.dump());
  return std::fflush(stdout) == 0 ? kSuccess : exit_status(ErrorCode::kIo);
}

std::vector<std::optional<ArgumentFault>> parse_check_answer(const std::string& answer,
                                                             std::size_t num_commands) {
  const base::Json json = base::Json::parse(answer, nullptr, false);
  if (!json.is_array() || json.size() != num_commands) {
    throw Error(ErrorCode::kInternal,
                "no answer to " + std::string(kCheckArguments) + ": " + answer);
  }
  std::vector<std::optional<ArgumentFault>> faults;
  for (const base::Json& one : json) {
    if (one.is_null()) {
      faults.emplace_back();
    } else {
      faults.push_back(
          ArgumentFault{.flag = one.value("flag", ""), .message = one.value("message", "")});
    }
  }
  return faults;
}

}  // namespace tango::command
