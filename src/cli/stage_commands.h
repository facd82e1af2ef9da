// The commands of a build's stages, parsed before the first one runs.
#pragma once

#include <span>

#include "recipe/build.h"

namespace tango::cli {

/// Has each command parsed by the program that will run it, tango or tango-train. Throws
/// kInvalidInput that names, for every fault, the place in the recipe's file, the table, the key
/// and the nearest flag; kNotFound that does so for every file that the recipe names and that is
/// not there; and as check_trainer_arguments does.
void check_stage_commands(const recipe::KeyPlaces& places,
                          std::span<const recipe::StageCommand> commands);

}  // namespace tango::cli
