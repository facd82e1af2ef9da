// Runs the stages of a build one after the other, each only when something it depends on changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "recipe/arguments.h"
#include "recipe/build_observer.h"
#include "recipe/stage_inputs.h"

namespace tango::recipe {

struct Stage {
  std::string name;    ///< Of its record; may have slashes.
  std::string what;    ///< All that decides its output, apart from the inputs.
  StageInputs inputs;  ///< Files or directories.
  /// File or directory. `run` makes it under another name and renames it when it is whole; a stage
  /// that did not change runs again only when its output is missing.
  std::filesystem::path output;
  std::function<void()> run;
  Arguments command = {};  ///< Of the run of this program that `run` starts; empty: it starts none.
  std::string table = {};  ///< Of the recipe, by table_name, where the command's flags come from.
};

/// Stages none of which needs another's output.
struct StageGroup {
  std::vector<Stage> stages;
  std::size_t at_once = 1;  ///< So many of them may run at the same time.
};

/// Keeps under `work` a record of what each stage was run on, and a log, build.jsonl. For one
/// thread.
class StageRunner {
 public:
  /// Throws kUsage when another process builds in `work`, kIo when nothing can be written there.
  explicit StageRunner(std::filesystem::path work, BuildObserver observer = {});
  ~StageRunner();
  StageRunner(const StageRunner&) = delete;
  StageRunner& operator=(const StageRunner&) = delete;

  /// Runs `stage`, unless its output is there and was made of the same inputs by the same command.
  /// A stage that was stopped goes on from what `run` left in OUTPUT.training or OUTPUT.partial,
  /// unless it is to make something else now: then that is removed first. Throws what `run` throws.
  void run(const Stage& stage) { run(StageGroup{.stages = {stage}, .at_once = 1}); }

  /// Where several may run at the same time, each does in a thread of its own. When some of them
  /// fail, the others come to their end, and the first failure is thrown.
  void run(const StageGroup& group);

  /// Whether a stage of this name was run here, whatever came of it.
  [[nodiscard]] bool was_begun(const std::string& stage) const;
  /// Whether run() would skip the stage.
  [[nodiscard]] bool is_unchanged(const Stage& stage);

 private:
  [[nodiscard]] std::uint64_t identity_of(const Stage& stage);
  /// Whether the last run of the stage was on the same inputs, by the same command.
  [[nodiscard]] bool is_known(const Stage& stage);
  [[nodiscard]] bool is_made(const Stage& stage);
  void begin(const Stage& stage);
  void end(const Stage& stage, double seconds);
  void log(const base::Json& line) const;

  std::filesystem::path work_;
  BuildObserver observer_;
  int lock_ = -1;
  std::map<std::filesystem::path, std::uint64_t> made_;  ///< By output.
};

}  // namespace tango::recipe
