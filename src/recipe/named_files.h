// The files that a recipe names.
#pragma once

#include "recipe/recipe.h"

namespace tango::recipe {

/// Throws kNotFound, with the place in the recipe, when `texts`, `dev` or the teacher is not there.
/// (Files that flags name: BuildOptions::check_commands.)
void require_named_files(const Recipe& recipe);

}  // namespace tango::recipe
