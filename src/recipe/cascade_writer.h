// Writes finished models as a cascade directory.
#pragma once

#include <filesystem>
#include <vector>

#include "recipe/planned_cascades.h"
#include "recipe/recipe.h"
#include "recipe/results.h"
#include "recipe/scored_models.h"

namespace tango::recipe {

/// Makes `directory` with one folder per model with off-ramps and per model that a cascade uses (of
/// several seeds the one with the best score, the first among equals), each with a model card;
/// cascade.json for the first of `cascades` and NAME/cascade.json for the others; and scores.json
/// with the score of every model and cascade. Throws kIo.
void write_cascade_directory(const Recipe& recipe, const Results& results, const Scores& scores,
                             const std::vector<PlannedCascade>& cascades,
                             const std::filesystem::path& directory);

}  // namespace tango::recipe
