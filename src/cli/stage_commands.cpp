#include "cli/stage_commands.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "cli/commands.h"
#include "cli/trainer_process.h"
#include "command/argument_check.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using command::CheckedArguments;

/// Where the recipe says so: "r.toml:7:1: [[student]] \"small\", epoch"; for a command without a
/// table: "stage answers/small".
std::string place_of(const recipe::KeyPlaces& places, const recipe::StageCommand& command,
                     const std::string& flag) {
  const auto table = places.find(command.table);
  if (table == places.end()) return "stage " + command.stage;
  const std::string key = flag.substr(std::min(flag.find_first_not_of('-'), flag.size()));
  const auto found = table->second.find(key);
  if (key.empty() || found == table->second.end()) {
    return fmt::format("{}: {}", table->second.at(""), command.table);
  }
  return fmt::format("{}: {}, {}", found->second, command.table, key);
}

std::vector<CheckedArguments> check_all(std::span<const recipe::StageCommand> commands) {
  CLI::App program("", "tango");
  Command chosen;  // and not run
  add_commands(program, chosen);
  std::vector<CheckedArguments> all(commands.size());
  std::vector<std::size_t> of_trainer;
  std::vector<std::vector<std::string>> for_trainer;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    all[i] = command::check(program, commands[i].arguments);
    const std::string& verb = commands[i].arguments.front();
    if (all[i].fault || !is_trainer_verb(verb)) continue;
    of_trainer.push_back(i);
    for_trainer.push_back(trainer_arguments(*program.get_subcommand(verb)));
  }
  std::vector<CheckedArguments> answers = check_trainer_arguments(for_trainer, Variables::kNotRead);
  for (std::size_t i = 0; i < of_trainer.size(); ++i) all[of_trainer[i]] = std::move(answers[i]);
  return all;
}

/// Throws all messages, each once: every seed of a student has the same fault.
void throw_if_any(ErrorCode code, std::vector<std::string> messages) {
  std::vector<std::string> different;
  for (std::string& message : messages) {
    if (std::find(different.begin(), different.end(), message) == different.end()) {
      different.push_back(std::move(message));
    }
  }
  if (!different.empty()) throw Error(code, fmt::format("{}", fmt::join(different, "\n")));
}

/// Whether the recipe itself names the file, and nothing that comes before the stage makes it.
bool must_be_there(const recipe::KeyPlaces& places, const recipe::StageCommand& command,
                   const command::FileArgument& file) {
  const auto table = places.find(command.table);
  const bool is_of_recipe = table != places.end() && table->second.contains(file.flag.substr(2));
  const std::string store = checkpoint::model_store().string();  // what it lacks may be fetched
  return is_of_recipe && !file.path.starts_with(store);
}

}  // namespace

void check_stage_commands(const recipe::KeyPlaces& places,
                          std::span<const recipe::StageCommand> commands) {
  const std::vector<CheckedArguments> all = check_all(commands);
  std::vector<std::string> faults;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (const auto& fault = all[i].fault) {
      faults.push_back(fmt::format("{}: tango {}: {}", place_of(places, commands[i], fault->flag),
                                   commands[i].arguments.front(), fault->message));
    }
    for (const command::FileArgument& file : all[i].files) {
      std::error_code failure;
      if (fs::exists(file.path, failure) || !must_be_there(places, commands[i], file)) continue;
      missing.push_back(fmt::format(
          "{}: there is no file {}; a path that is not absolute starts where tango runs",
          place_of(places, commands[i], file.flag), file.path));
    }
  }
  throw_if_any(ErrorCode::kInvalidInput, std::move(faults));
  throw_if_any(ErrorCode::kNotFound, std::move(missing));
}

}  // namespace tango::cli
