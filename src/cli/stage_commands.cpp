#include "cli/stage_commands.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "cli/commands.h"
#include "cli/trainer_process.h"
#include "command/argument_check.h"

namespace tango::cli {
namespace {

using command::ArgumentFault;

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

}  // namespace

void check_stage_commands(const recipe::KeyPlaces& places,
                          std::span<const recipe::StageCommand> commands) {
  CLI::App program("", "tango");
  Command chosen;  // and not run
  add_commands(program, chosen);
  std::vector<std::optional<ArgumentFault>> faults(commands.size());
  std::vector<std::size_t> of_trainer;
  std::vector<std::vector<std::string>> for_trainer;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    faults[i] = command::find_fault(program, commands[i].arguments);
    const std::string& verb = commands[i].arguments.front();
    if (faults[i] || !is_trainer_verb(verb)) continue;
    of_trainer.push_back(i);
    for_trainer.push_back(trainer_arguments(*program.get_subcommand(verb)));
  }
  const auto trainer_faults = check_trainer_arguments(for_trainer);
  for (std::size_t i = 0; i < of_trainer.size(); ++i) faults[of_trainer[i]] = trainer_faults[i];

  std::vector<std::string> messages;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!faults[i]) continue;
    std::string message =
        fmt::format("{}: tango {}: {}", place_of(places, commands[i], faults[i]->flag),
                    commands[i].arguments.front(), faults[i]->message);
    // Every seed of a student has the same fault.
    if (std::find(messages.begin(), messages.end(), message) == messages.end()) {
      messages.push_back(std::move(message));
    }
  }
  if (messages.empty()) return;
  throw Error(ErrorCode::kInvalidInput, fmt::format("{}", fmt::join(messages, "\n")));
}

}  // namespace tango::cli
