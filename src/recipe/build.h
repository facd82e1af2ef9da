// A recipe's stages, one after the other, to a finished cascade directory.
#pragma once

#include <filesystem>

#include "recipe/recipe.h"

namespace tango::recipe {

struct BuildOptions {
  std::filesystem::path output;  ///< The cascade directory to make.
  std::filesystem::path work;    ///< Of all between; kept, so that a rerun skips what it can.
  Places places;
  /// A model that stage `large` made of the same recipe before; empty: it is trained.
  std::filesystem::path large;
  bool quiet = false;
};

/// Trains the large model (unless the recipe names a teacher), sets calibration texts aside, makes
/// transfer sets, labels them, distils, chooses thresholds on the task's dev split (without a task:
/// on the calibration texts, for agreement with the last tier), and writes OUTPUT: a folder a
/// model, cascade.json, scores.json. Each stage is skipped when it would make the same again; after
/// a kill a run goes on where that one stopped and ends with the same files. Throws kUsage when
/// OUTPUT is there and no such build made it; what a stage throws; and kInternal with the stage's
/// name when its process failed (which reported why).
void build(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
