#include "recipe/build_run.h"

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
    : options_(options), stages_(check(options, planned), options.observer) {
  if (base::exists(options.output) && !stages_.was_begun(kLast)) {
    throw Error(ErrorCode::kUsage, options.output.string() + ": already exists, and no build in " +
                                       options.work.string() +
                                       " made it; remove it, or name another output");
  }
  std::size_t stages = 1;  // the last one
  for (const StageGroup& group : planned) stages += group.stages.size();
  if (options.observer.on_planned) options.observer.on_planned(stages);
  fetch_bases(recipe, options.quiet);
}

void BuildRun::hand_over(const std::string& what, const StageInputs& inputs,
                         const std::function<void(const fs::path& draft)>& write) {
  const fs::path draft = options_.work / kLast;
  run(Stage{.name = kLast, .what = what, .inputs = inputs, .output = options_.output, .run = [&] {
              fs::remove_all(draft);
              write(draft);
              fs::rename(draft, options_.output);
            }});
}

}  // namespace tango::recipe
