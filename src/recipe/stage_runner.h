// One stage of a build after the other, each only when something it depends on has changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"

namespace tango::recipe {

struct Stage {
  std::string name;                           ///< Of its record; may have slashes.
  std::string what;                           ///< All that decides its output, beside the inputs.
  std::vector<std::filesystem::path> inputs;  ///< Files or directories.
  /// File or directory; appears under this name whole, and without `run` anew only when it is away.
  std::filesystem::path output;
  std::function<void()> run;
};

/// Keeps under `work` a record of what each stage was run on, and a log, build.jsonl. One thread
/// calls it.
class StageRunner {
 public:
  /// Throws kUsage when another process builds in `work`, kIo when nothing can be written there.
  StageRunner(std::filesystem::path work, bool quiet);
  ~StageRunner();
  StageRunner(const StageRunner&) = delete;
  StageRunner& operator=(const StageRunner&) = delete;

  /// Runs `stage`, unless its output is there and was made of the same. A stage that was stopped
  /// goes on where `run` finds its own partial output (OUTPUT.training, OUTPUT.partial); when it is
  /// to make something else, that is removed first. Passes on what `run` throws.
  void run(const Stage& stage) { run({&stage, 1}, 1); }

  /// Stages none of which needs another's output, up to `at_once` at the same time, on threads of
  /// their own where that is more than one. Of several failures the first one's is passed on, when
  /// those beside it have ended.
  void run(std::span<const Stage> stages, std::size_t at_once);

  /// Whether a stage of this name was run here, whatever came of it.
  [[nodiscard]] bool was_begun(const std::string& stage) const;

 private:
  [[nodiscard]] std::uint64_t identity_of(const Stage& stage);
  [[nodiscard]] bool is_made(const Stage& stage);
  void begin(const Stage& stage);
  void end(const Stage& stage, double seconds);
  void log(const base::Json& line) const;

  std::filesystem::path work_;
  bool quiet_;
  int lock_ = -1;
  std::map<std::filesystem::path, std::uint64_t> made_;  ///< By output.
};

}  // namespace tango::recipe
