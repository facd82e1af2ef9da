#include "recipe/stage_planner.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/draft.h"
#include "base/file_status.h"
#include "checkpoint/checkpoint.h"
#include "command/exit_status.h"
#include "recipe/child_process.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

void copy_model(const fs::path& from, const fs::path& output) {
  if (!base::is_directory(from)) {
    throw Error(ErrorCode::kNotFound, from.string() + ": no such model directory");
  }
  base::Draft draft(output);
  fs::copy(from, draft.path(), fs::copy_options::recursive);
  draft.commit();
}

}  // namespace

void require_success(const std::string& stage, int status) {
  if (status == command::kSuccess) return;
  const ErrorCode code = command::error_code_of(status);
  const std::string why = code != ErrorCode::kInternal || status == command::exit_status(code)
                              ? "failed; what is above says why"
                          : status > 128 ? fmt::format("was ended by signal {}", status - 128)
                                         : fmt::format("ended with status {}", status);
  throw Error(code,
              fmt::format("stage {} {}. The same tango build goes on from there", stage, why));
}

/// A command as it would be on any machine.
std::string StagePlanner::portable(const Arguments& arguments) const {
  std::string line = fmt::format("tango {}", fmt::join(arguments, " "));
  for (const auto& [place, name] :
       {std::pair(options_.work, "{work}"), std::pair(options_.places.data, "{data}"),
        std::pair(options_.places.models, "{models}"),
        std::pair(options_.places.cache, "{cache}")}) {
    const std::string found = place.string();
    for (std::size_t at = 0; !found.empty() && (at = line.find(found, at)) != std::string::npos;) {
      line.replace(at, found.size(), name);
    }
  }
  return line;
}

Stage StagePlanner::verb(Stage stage, bool quiet) const {
  append(stage.command, {"--output", stage.output.string()});
  stage.what = portable(stage.command);
  if (quiet || options_.quiet) stage.command.emplace_back("--quiet");
  stage.run = [name = stage.name, command = stage.command] {
    require_success(name, run_self(command));
  };
  return stage;
}

Stage StagePlanner::printing(Stage stage) const {
  stage.what = portable(stage.command);
  stage.run = [name = stage.name, command = stage.command, output = stage.output] {
    base::Draft draft(output);
    require_success(name, run_self(command, {.file = draft.path().string()}));
    draft.commit();
  };
  return stage;
}

Stage StagePlanner::train(Stage stage, const Arguments& flags, const Arguments& own) const {
  stage.command = {"train"};
  append(stage.command, flags);
  append(stage.command, own);
  stage.inputs.add_model(value_of(own, "--base").value_or(""));
  return verb(std::move(stage));
}

fs::path StagePlanner::large() const {
  if (recipe_.teacher.empty()) return in_work("models/large");
  return checkpoint::find_model(recipe_.teacher.string());
}

Stage StagePlanner::make_large(const Arguments& flags, StageInputs inputs) const {
  Stage stage = train({.name = "large",
                       .what = {},
                       .inputs = std::move(inputs),
                       .output = large(),
                       .run = {},
                       .table = table_name("large")},
                      flags, recipe_.train);
  if (!options_.large.empty()) {
    stage.run = [from = options_.large, output = stage.output] { copy_model(from, output); };
  }
  return stage;
}

}  // namespace tango::recipe
