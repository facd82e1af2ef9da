#include "recipe/build_run.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "recipe/fetched.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLast = "cascade";  // the stage that hands over

/// Has the commands checked; returns the work directory.
const fs::path& check(const BuildOptions& options, const std::vector<StageGroup>& planned) {
  std::vector<StageCommand> commands;
  for (const StageGroup& group : planned) {
    for (const Stage& stage : group.stages) {
      if (stage.command.empty()) continue;
      commands.push_back({.stage = stage.name, .table = stage.table, .arguments = stage.command});
    }
  }
  if (options.check_commands) options.check_commands(commands);
  return options.work;
}

}  // namespace

BuildRun::BuildRun(const Recipe& recipe, const BuildOptions& options,
                   const std::vector<StageGroup>& planned)
    : options_(options),
      stages_(check(options, planned), options.observer),
      is_protected_(base::exists(options.output) && !options.force) {
  if (is_protected_ && !stages_.was_begun(kLast)) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: already exists, and no build in {} made it; name another output, "
                            "or replace this one with --force",
                            options.output.string(), options.work.string()),
                {"output"});
  }
  if (base::exists(options.output) && !base::exists(options.output / "cascade.json")) {
    throw Error(ErrorCode::kUsage,
                options.output.string() +
                    ": already exists and is no cascade, which is all that --force replaces; name "
                    "another output",
                {"output"});
  }
  std::size_t stages = 1;  // the last one
  for (const StageGroup& group : planned) stages += group.stages.size();
  if (options.observer.on_planned) options.observer.on_planned(stages);
  fetch_bases(recipe, options.quiet);
}

void BuildRun::run(const StageGroup& group) {
  for (const Stage& stage : group.stages) {
    if (!is_protected_ || stages_.is_unchanged(stage)) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: already exists, and this build would make another one, from stage "
                            "{} on; name another output, or replace this one with --force",
                            options_.output.string(), stage.name),
                {"output"});
  }
  stages_.run(group);
}

void BuildRun::hand_over(const std::string& what, const StageInputs& inputs,
                         const std::function<void(const fs::path& draft)>& write) {
  const fs::path draft = options_.work / kLast;
  const fs::path earlier = options_.work / "earlier-cascade";
  const Stage stage{
      .name = kLast, .what = what, .inputs = inputs, .output = options_.output, .run = [&] {
        fs::remove_all(draft);
        write(draft);
        fs::rename(draft, options_.output);
      }};
  if (base::exists(options_.output) && !is_protected_ && !stages_.is_unchanged(stage)) {
    fs::remove_all(earlier);
    fs::rename(options_.output, earlier);
  }
  run(stage);
  fs::remove_all(earlier);
}

}  // namespace tango::recipe
