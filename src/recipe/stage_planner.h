// Writes down stages that are runs of this program, for builds of every kind.
#pragma once

#include <filesystem>
#include <string>

#include "recipe/build.h"
#include "recipe/stage_runner.h"

namespace tango::recipe {

/// Throws, of a failed run of this program, an error of that failure's kind with the stage's name.
void require_success(const std::string& stage, int status);

/// Refers to its arguments. Nothing is run or read.
class StagePlanner {
 public:
  StagePlanner(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe), options_(options) {}

  [[nodiscard]] std::filesystem::path in_work(const std::string& name) const {
    return options_.work / name;
  }

  /// A run that writes to `stage.output`, whose other members are filled in from its `command`.
  [[nodiscard]] Stage verb(Stage stage, bool quiet = false) const;

  /// A run that prints what `stage.output` shall hold.
  [[nodiscard]] Stage printing(Stage stage) const;

  /// `tango train`: `flags` come before the recipe's `own`; `inputs` are what it reads beside the
  /// base.
  [[nodiscard]] Stage train(Stage stage, const Arguments& flags, const Arguments& own) const;

  /// Where the large model will lie.
  [[nodiscard]] std::filesystem::path large() const;

  /// Trains the large model, or copies it from options.large. Not for recipes with a teacher.
  [[nodiscard]] Stage make_large(const Arguments& flags, StageInputs inputs) const;

 private:
  [[nodiscard]] std::string portable(const Arguments& arguments) const;

  const Recipe& recipe_;
  const BuildOptions& options_;
};

}  // namespace tango::recipe
