// Finished models to a cascade directory.
#pragma once

#include <filesystem>
#include <vector>

#include "recipe/planned_cascades.h"
#include "recipe/recipe.h"
#include "recipe/results.h"
#include "recipe/scored_models.h"

namespace tango::recipe {

/// Into `directory`, which is made: a folder for each model with off-ramps and for each that a
/// cascade uses (of several seeds the one with the best score, the first of equals), with a card;
/// cascade.json of the first of `cascades`, and NAME/cascade.json of the others; scores.json: every
/// model's and cascade's score. Throws kIo.
void write_cascade_directory(const Recipe& recipe, const Results& results, const Scores& scores,
                             const std::vector<PlannedCascade>& cascades,
                             const std::filesystem::path& directory);

}  // namespace tango::recipe
