// The speeds of a build's stages, measured in a minute or less.
#pragma once

#include <filesystem>

#include "recipe/forecast.h"

namespace tango::recipe {

/// Runs the stages of recipe_for(own) on a sample of its texts, and on texts made of it, which are
/// as long as a build's. `directory` gets what they write; it is removed before and after.
/// Throws as the stages do, and kNotFound where a program is missing.
[[nodiscard]] MeasuredSpeeds measure_speeds(const OwnTexts& own,
                                            const std::filesystem::path& directory);

}  // namespace tango::recipe
