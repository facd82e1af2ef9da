#include "command/environment.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace tango::command {
namespace {

bool is_given(std::string_view flag, int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc, [flag](std::string_view argument) {
    return argument.starts_with(flag) &&
           (argument.size() == flag.size() || argument[flag.size()] == '=');
  });
}

}  // namespace

std::string environment_name(std::string_view flag) {
  std::string name = "TANGO_";
  for (const char character : flag.substr(std::min(flag.find_first_not_of('-'), flag.size()))) {
    const bool is_lower = character >= 'a' && character <= 'z';
    name += character == '-' ? '_' : static_cast<char>(is_lower ? character - 32 : character);
  }
  return name;
}

void read_flags_from_environment(CLI::App& program) {
  for (CLI::App* command : program.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      const bool is_flag = !option->get_lnames().empty() && option != command->get_help_ptr();
      if (is_flag) option->envname(environment_name(option->get_lnames().front()));
    }
  }
}

void arguments_beat_environment(CLI::App& command, const std::string& first,
                                const std::string& second, int argc, const char* const* argv) {
  CLI::Option* const one = command.get_option_no_throw(first);
  CLI::Option* const other = command.get_option_no_throw(second);
  if (one == nullptr || other == nullptr) return;
  if (is_given(first, argc, argv)) other->envname("");
  if (is_given(second, argc, argv)) one->envname("");
}

}  // namespace tango::command
