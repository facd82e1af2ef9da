// What builds of classifiers and of readers do alike.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "recipe/build.h"
#include "recipe/stage_runner.h"

namespace tango::recipe {

void append(Arguments& to, const Arguments& more);

/// The value of a flag, or nothing.
[[nodiscard]] std::optional<std::string> value_of(const Arguments& arguments,
                                                  const std::string& flag);

class BuildSteps {
 public:
  static constexpr const char* kLast = "cascade";  ///< The stage that hands over.

  /// Throws kUsage when the output is there and is not of a build in this work directory.
  BuildSteps(const Recipe& recipe, const BuildOptions& options);

  [[nodiscard]] StageRunner& stages() { return stages_; }
  [[nodiscard]] std::filesystem::path in_work(const std::string& name) const {
    return options_.work / name;
  }

  /// A command as it would be on any machine.
  [[nodiscard]] std::string portable(const Arguments& arguments) const;

  /// A stage that is another run of this program: `what` is its command, as anyone would type it.
  [[nodiscard]] Stage verb(const std::string& name, Arguments arguments,
                           const std::vector<std::filesystem::path>& inputs,
                           const std::filesystem::path& output, bool quiet = false) const;

  /// Runs such a stage, or copies `made`, what such a run left. Returns its command.
  std::string run_verb(const std::string& name, Arguments arguments,
                       const std::vector<std::filesystem::path>& inputs,
                       const std::filesystem::path& output, const std::filesystem::path& made = {});

  /// At once, so that a build that lacks something says so before it has worked for hours.
  void fetch_bases() const;

  struct Large {
    std::filesystem::path directory;
    std::string command;  ///< That made it; empty for a teacher.
  };
  /// Trains the large model, unless there is a teacher. `flags` come before the recipe's; `inputs`
  /// are what it reads beside its base.
  Large make_large(const Arguments& flags, std::vector<std::filesystem::path> inputs);

  /// Runs `tango train` as stage `name`, or copies `made`. Returns its command.
  std::string train(const std::string& name, const Arguments& flags, const Arguments& own,
                    std::vector<std::filesystem::path> inputs, const std::filesystem::path& output,
                    const std::filesystem::path& made = {});

  /// Writes a directory, `write`(draft), and gives it the output's name when it is whole.
  template <typename Write>
  void hand_over(const std::string& what, const std::vector<std::filesystem::path>& inputs,
                 const Write& write) {
    const std::filesystem::path draft = in_work(kLast);
    stages_.run({kLast, what, inputs, options_.output, [&] {
                   std::filesystem::remove_all(draft);
                   write(draft);
                   std::filesystem::rename(draft, options_.output);
                 }});
  }

 private:
  const Recipe& recipe_;
  const BuildOptions& options_;
  StageRunner stages_;
};

/// Throws kInternal for a status that is not 0.
void require_success(const std::string& stage, int status);

}  // namespace tango::recipe
