// Runs what was planned.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "recipe/build.h"
#include "recipe/stage_runner.h"

namespace tango::recipe {

/// Refers to the options.
class BuildRun {
 public:
  /// Before anything is done: has `planned` commands checked, takes the work directory, fetches the
  /// bases. `planned` are all stages that may be run. Throws what check_commands throws, kUsage
  /// when the output is there and is not of a build in this work directory (with `force`: and is no
  /// cascade), and as StageRunner and fetch_bases do.
  BuildRun(const Recipe& recipe, const BuildOptions& options,
           const std::vector<StageGroup>& planned);

  /// Throws kUsage where a stage would change an output that must not be replaced.
  void run(const StageGroup& group);
  void run(const Stage& stage) { run(StageGroup{.stages = {stage}, .at_once = 1}); }

  /// The last stage: `write`(draft) makes a directory, which gets the output's name when it is
  /// whole. An earlier output is kept in the work directory until then.
  void hand_over(const std::string& what, const StageInputs& inputs,
                 const std::function<void(const std::filesystem::path& draft)>& write);

 private:
  const BuildOptions& options_;
  StageRunner stages_;
  bool is_protected_;  ///< The output is there and stays as it is.
};

}  // namespace tango::recipe
