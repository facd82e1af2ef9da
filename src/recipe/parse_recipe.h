// From a recipe file to a Recipe.
#pragma once

#include <filesystem>
#include <string_view>

#include "recipe/recipe.h"

namespace tango::recipe {

/// What a recipe's `{data}`, `{models}` and `{cache}` stand for.
struct Places {
  std::filesystem::path data, models, cache;
};

/// Reads a recipe (TOML; docs/recipes.md). Throws kNotFound, kIo, and kInvalidInput with file, line
/// and what would be right. Keys that are flags are not looked at: their verbs know them.
[[nodiscard]] Recipe read_recipe(const std::filesystem::path& path, const Places& places);

/// As read_recipe, from its text; `where` stands for the file's name.
[[nodiscard]] Recipe parse_recipe(std::string_view text, std::string_view where,
                                  const Places& places);

}  // namespace tango::recipe
