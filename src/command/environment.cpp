#include "command/environment.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/suggestion.h"

namespace tango::command {
namespace {

constexpr std::string_view kPrefix = "TANGO_";

// What the programs read whatever the command; without the prefix.
constexpr std::array<std::string_view, 3> kOfNoFlag{"MODELS", "CACHE", "ISA"};

/// "" where there is none.
std::string variable_of(const CLI::Option& option) {
  if (option.get_lnames().empty()) return "";
  const std::string name = environment_name(option.get_lnames().front());
  const std::string_view bare = std::string_view(name).substr(kPrefix.size());
  return std::ranges::find(kOfNoFlag, bare) == kOfNoFlag.end() ? name : "";
}

bool is_set(const std::string& variable) {
  const char* const value = std::getenv(variable.c_str());
  return value != nullptr && *value != '\0';
}

/// Whether what was typed leaves a meaning to the option.
bool may_be_read(const CLI::Option& option) {
  const auto is_typed = [](const CLI::Option* other) { return other->count() > 0; };
  const auto is_given = [&](const CLI::Option* other) {
    return is_typed(other) || is_set(variable_of(*other));
  };
  return !is_typed(&option) && std::ranges::none_of(option.get_excludes(), is_typed) &&
         std::ranges::all_of(option.get_needs(), is_given);
}

}  // namespace

std::string environment_name(std::string_view flag) {
  std::string name(kPrefix);
  for (const char character : flag.substr(std::min(flag.find_first_not_of('-'), flag.size()))) {
    const bool is_lower = character >= 'a' && character <= 'z';
    name += character == '-' ? '_' : static_cast<char>(is_lower ? character - 32 : character);
  }
  return name;
}

void read_flags_from_environment(CLI::App& program, std::span<const char* const> arguments) {
  for (CLI::App* command : program.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) option->envname("");
  }
  bool asks_for_help = false;
  try {
    program.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::Success&) {
    asks_for_help = true;
  } catch (const CLI::ParseError&) {  // it is found again, with the variables, by who parses next
  }
  for (CLI::App* command : program.get_subcommands()) {
    for (CLI::Option* option : command->get_options()) {
      if (option == command->get_help_ptr()) continue;
      if (asks_for_help || may_be_read(*option)) option->envname(variable_of(*option));
    }
  }
}

std::vector<std::string> misspelt_variables(const CLI::App& program,
                                            const char* const* environment) {
  for (const CLI::App* command : program.get_subcommands()) {
    if (command->get_prefix_command()) return {};
  }
  // Without the prefix, which all of them share.
  std::vector<std::string> known(kOfNoFlag.begin(), kOfNoFlag.end());
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    for (const CLI::Option* option : command->get_options()) {
      if (const std::string name = variable_of(*option); !name.empty()) {
        known.push_back(name.substr(kPrefix.size()));
      }
    }
  }
  std::vector<std::string> warnings;
  for (; *environment != nullptr; ++environment) {
    std::string_view name = *environment;
    name = name.substr(0, name.find('='));
    if (!name.starts_with(kPrefix)) continue;
    name.remove_prefix(kPrefix.size());
    if (std::ranges::find(known, name) != known.end()) continue;
    if (const auto meant = base::nearest(name, known, name.size() / 4)) {
      warnings.push_back(
          fmt::format("no flag reads {0}{1}; did you mean {0}{2}?", kPrefix, name, *meant));
    }
  }
  return warnings;
}

bool is_from_environment(const CLI::Option& option) {
  return !option.get_envname().empty() && is_set(option.get_envname());
}

}  // namespace tango::command
