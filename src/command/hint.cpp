#include "command/hint.h"

#include <algorithm>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tango::command {

std::string message_with_flags(const Error& error, const CLI::App& command) {
  std::vector<std::string> flags;
  for (const std::string_view setting : error.settings()) {
    std::string flag = "--" + std::string(setting);
    std::ranges::replace(flag, '_', '-');
    if (!setting.empty() && command.get_option_no_throw(flag) != nullptr) flags.push_back(flag);
  }
  if (flags.empty()) return error.what();
  return fmt::format("{} (see {})", error.what(), fmt::join(flags, " and "));
}

}  // namespace tango::command
