// From a recipe to a finished cascade directory, stage by stage.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "recipe/build_observer.h"
#include "recipe/parse_recipe.h"

namespace tango::recipe {

/// A run of this program that a build is going to start.
struct StageCommand {
  std::string stage;    ///< Its name in the log.
  std::string table;    ///< Of the recipe, by table_name, where flags come from; may be empty.
  Arguments arguments;  ///< The verb first.
};

struct BuildOptions {
  std::filesystem::path output;  ///< The cascade directory to make.
  std::filesystem::path work;  ///< Holds everything in between; kept, so that a rerun can skip it.
  Places places;
  /// What stage `large` made of the same recipe before; empty: it is trained.
  std::filesystem::path large;
  bool quiet = false;  ///< Stages show no progress.
  bool force = false;  ///< A cascade that is at OUTPUT gives way to another one.
  BuildObserver observer;
  /// Gets every command, of stages that will turn out to be unchanged too, before anything is
  /// fetched or written; throws when one of them is wrong. May be empty.
  std::function<void(std::span<const StageCommand>)> check_commands;
};

/// Trains the large model (unless the recipe names a teacher), sets calibration texts aside, makes
/// transfer sets, labels them, distils, chooses thresholds on the task's dev split (without a task:
/// on the calibration texts, for agreement with the last tier), and writes OUTPUT: one folder per
/// model, cascade.json, scores.json; certificate.json where enough texts chose and taught nothing.
/// Each stage is skipped when it would make the same again; after a kill, a run goes on where that
/// one stopped and ends with the same files. Prints nothing, but stages share the standard streams.
/// Throws kUsage when OUTPUT is there and no such build made it, or one that would now make
/// another, unless `force` is set and it is a cascade; as require_named_files does, what
/// check_commands and stages throw, and, when the process of a stage failed (which reported why),
/// an error of that failure's kind with the stage's name.
void build(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
