#include "command/hint.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tango::command {
namespace {

/// For errors of `code` whose message holds `part`.
struct Remedy {
  ErrorCode code;
  std::string_view part;
  std::string_view try_this;
};

constexpr std::array kRemedies{
    Remedy{ErrorCode::kNotFound, "base model \"sentence-transformers/all-mpnet-base-v2\"",
           "scripts/fetch_models.py --only all-mpnet-base-v2"},
    Remedy{ErrorCode::kNotFound, "base model \"sentence-transformers/all-MiniLM-L6-v2\"",
           "scripts/fetch_models.py --only all-MiniLM-L6-v2"},
    Remedy{ErrorCode::kInvalidModel, "run the model in fp32", "--precision fp32"},
    Remedy{ErrorCode::kInvalidInput, "what a sweep of this version writes",
           "tango evaluate --sweep"},
};

std::string remedy_for(const Error& error) {
  const std::string_view message = error.what();
  for (const Remedy& remedy : kRemedies) {
    if (error.code() == remedy.code && message.find(remedy.part) != message.npos) {
      return fmt::format("\nTry: {}", remedy.try_this);
    }
  }
  return {};
}

}  // namespace

std::string message_with_hints(const Error& error, const CLI::App& command) {
  std::vector<std::string> flags;
  for (const std::string_view setting : error.settings()) {
    std::string flag = "--" + std::string(setting);
    std::ranges::replace(flag, '_', '-');
    if (!setting.empty() && command.get_option_no_throw(flag) != nullptr) flags.push_back(flag);
  }
  const std::string see = flags.empty() ? "" : fmt::format(" (see {})", fmt::join(flags, " and "));
  return error.what() + see + remedy_for(error);
}

}  // namespace tango::command
