#include "command/argument_fault.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggestion.h"
#include "command/environment.h"

namespace tango::command {
namespace {

using Options = std::vector<const CLI::Option*>;

template <typename Kind>
bool is(const CLI::ParseError& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

bool looks_like_a_flag(const std::string& argument) {
  return argument.starts_with("-") && argument != "-";
}

/// The options that a message of the parser names, in its order.
Options options_in(const CLI::App& verb, std::string_view message) {
  Options options;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find_first_of(" :,"), message.size());
    const std::string word(message.substr(0, end));
    const CLI::Option* option = word.empty() ? nullptr : verb.get_option_no_throw(word);
    if (option != nullptr) options.push_back(option);
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return options;
}

std::string flag_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? "" : option.get_name();
}

/// "--tier"; "--tier (from TANGO_TIER)" where nobody typed it.
std::string name_of(const CLI::Option& option) {
  return is_from_environment(option)
             ? fmt::format("{} (from {})", option.get_name(), option.get_envname())
             : option.get_name();
}

/// "--model DIR".
std::string usage_of(const CLI::Option& option) {
  if (option.get_positional() || option.get_expected_max() == 0) return option.get_name();
  const std::string type = option.get_type_name();
  return fmt::format("{} {}", option.get_name(), type.substr(0, type.find(':')));
}

std::string first_sentence(const CLI::Option& option) {
  const std::string& text = option.get_description();
  const std::size_t stop = text.find(". ");
  return stop == std::string::npos ? text : text.substr(0, stop + 1);
}

ArgumentFault unknown_flag(const CLI::App& verb, const std::string& argument) {
  const std::string flag = argument.substr(0, argument.find('='));
  std::vector<std::string> flags;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return {.flag = flag,
          .message = fmt::format("no flag {}{}", flag, base::did_you_mean(flag, flags))};
}

/// Of a program without a command.
ArgumentFault flag_without_command(const CLI::App& program, const std::string& argument) {
  ArgumentFault fault = unknown_flag(program, argument);
  for (const CLI::App* command : program.get_subcommands({})) {
    if (command->get_option_no_throw(fault.flag) == nullptr) continue;
    fault.message =
        fmt::format("{} belongs behind a command, such as {}", fault.flag, command->get_name());
    break;
  }
  return fault;
}

/// What `verb` does not know of its arguments, flags first; nullopt if it knows all.
std::optional<ArgumentFault> unknown_argument(const CLI::App& verb) {
  for (const std::string& argument : verb.remaining()) {
    if (!looks_like_a_flag(argument)) continue;
    return verb.get_parent() == nullptr ? flag_without_command(verb, argument)
                                        : unknown_flag(verb, argument);
  }
  if (verb.get_parent() != nullptr) {
    for (const std::string& argument : verb.get_parent()->remaining()) {
      if (!looks_like_a_flag(argument)) continue;
      ArgumentFault fault = unknown_flag(*verb.get_parent(), argument);
      fault.message = verb.get_option_no_throw(fault.flag) == nullptr
                          ? fmt::format("{} before {}", fault.message, verb.get_name())
                          : fmt::format("{} belongs behind {}", fault.flag, verb.get_name());
      return fault;
    }
  }
  if (verb.remaining().empty()) return std::nullopt;
  std::vector<std::string> taken;
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) taken.push_back(option->get_name());
  }
  return ArgumentFault{
      .flag = "",
      .message = fmt::format(
          "\"{}\" is one argument too many: {} takes {}; if it belongs to what stands before it, "
          "put both into quotes",
          verb.remaining().front(), verb.get_name(),
          taken.empty() ? "flags and their values only"
                        : fmt::format("flags and {}", fmt::join(taken, " ")))};
}

std::string mismatch(const CLI::Option& option) {
  if (option.count() > 1) {
    return fmt::format("{} is given {} times; give it once", option.get_name(), option.count());
  }
  return fmt::format("{} needs a value: {}. {}", option.get_name(), usage_of(option),
                     option.get_description());
}

/// `message` ends with " = VALUE".
std::string not_converted(const CLI::Option& option, const std::string& message) {
  const std::size_t equals = message.find(" = ");
  const std::string value = equals == std::string::npos ? "" : message.substr(equals + 3);
  double number = 0;
  const char* expected = option.get_expected_max() == 0             ? "true or false"
                         : CLI::detail::lexical_cast(value, number) ? "a smaller or a whole number"
                                                                    : "a number";
  const std::string meant = value.ends_with('%') ? base::did_you_mean_shares(value) : "";
  return fmt::format("{} should be {}, not {}{}", name_of(option), expected,
                     value.empty() ? "\"\"" : value, meant);
}

/// `message` is "NAME: …", of a check.
std::string not_valid(const CLI::Option& option, const std::string& message) {
  const std::size_t colon = message.find(": ");
  const std::string why = colon == std::string::npos ? message : message.substr(colon + 2);
  return fmt::format("{}{} {}", name_of(option), why.starts_with("should be ") ? "" : ":", why);
}

std::string excluded(const CLI::Option& one, const CLI::Option& other) {
  return fmt::format("{} and {} exclude each other; give one of them.\n  {}: {}\n  {}: {}",
                     name_of(one), name_of(other), usage_of(one), one.get_description(),
                     usage_of(other), other.get_description());
}

}  // namespace

ArgumentFault fault_of(const CLI::App& verb, const CLI::ParseError& error) {
  const bool is_missing = is<CLI::RequiredError>(error);
  // A misspelt flag is also why a required one is missing, so it is what to name.
  if (is<CLI::ExtrasError>(error) || (is_missing && !verb.get_allow_extras())) {
    if (const auto fault = unknown_argument(verb)) return *fault;
  }
  const std::string message = error.what();
  const Options options = options_in(verb, message);
  if (options.empty()) return {.flag = "", .message = message};
  const CLI::Option& option = *options.front();
  ArgumentFault fault{.flag = flag_of(option), .message = message};
  if (is_missing) {
    fault.message = fmt::format("{} is required: {}", usage_of(option), first_sentence(option));
  } else if (is<CLI::ArgumentMismatch>(error)) {
    fault.message = mismatch(option);
  } else if (is<CLI::ConversionError>(error)) {
    fault.message = not_converted(option, message);
  } else if (is<CLI::ValidationError>(error)) {
    fault.message = not_valid(option, message);
  } else if (is<CLI::ExcludesError>(error) && options.size() > 1) {
    fault.message = excluded(option, *options[1]);
  } else if (is<CLI::RequiresError>(error) && options.size() > 1) {
    fault.message = fmt::format("{} does nothing without {}; give that, too, or leave {} out",
                                name_of(option), usage_of(*options[1]), option.get_name());
  }
  return fault;
}

}  // namespace tango::command
