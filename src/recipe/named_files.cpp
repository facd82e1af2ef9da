#include "recipe/named_files.h"

#include <filesystem>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// "r.toml:3:1: texts: "; "" when the recipe is of no file.
std::string place_of(const Recipe& recipe, const std::string& table, const std::string& key) {
  const auto keys = recipe.places.find(table);
  if (keys == recipe.places.end() || !keys->second.contains(key)) return "";
  return fmt::format("{}: {}: ", keys->second.at(key), key);
}

void require_file(const Recipe& recipe, const std::string& key, const fs::path& file) {
  std::error_code failure;
  if (file.empty() || (fs::exists(file, failure) && !fs::is_directory(file, failure))) return;
  throw Error(ErrorCode::kNotFound,
              fmt::format("{}there is no file {}; a path that is not absolute starts where tango "
                          "runs",
                          place_of(recipe, kTopTable, key), file.string()));
}

}  // namespace

void require_named_files(const Recipe& recipe) {
  require_file(recipe, "texts", recipe.texts);
  require_file(recipe, "dev", recipe.dev);
  if (recipe.teacher.empty()) return;
  try {
    (void)checkpoint::find_model(recipe.teacher.string());
  } catch (const Error& error) {
    throw Error(error.code(), place_of(recipe, table_name("large"), "teacher") + error.what());
  }
}

}  // namespace tango::recipe
