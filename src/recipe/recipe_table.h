// One table of a recipe file: some of its keys are values, the rest are flags of a verb.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "recipe/parse_recipe.h"

namespace tango::recipe {

/// The table, whose keys are taken one by one. Every member throws kInvalidInput, with the position
/// in the file, for what should be otherwise.
class RecipeTable {
 public:
  using Use = std::function<void(RecipeTable)>;

  /// Parses the text of a file and gives its top table to `use`, for as long as that runs. `where`
  /// stands for the file's name.
  static void parse(std::string_view text, std::string_view where, const Places& places,
                    const Use& use);

  /// The value of `key`, places filled in; T is std::string, std::int64_t or double.
  template <typename T>
  T take(std::string_view key, T fallback);

  /// T is std::string or std::int64_t; empty when the key is not there.
  template <typename T>
  std::vector<T> take_list(std::string_view key);

  std::string require(std::string_view key);

  /// Gives each table of the list `key` to `use`.
  void for_each(std::string_view key, const Use& use);

  /// The table `key`; an empty one when it is not there.
  [[nodiscard]] RecipeTable table(std::string_view key);

  [[nodiscard]] bool contains(std::string_view key) const;

  /// Notes in `places`, under `name`, where the table and its keys stand.
  void note_places(const std::string& name, KeyPlaces& places) const;

  /// Every key that was not taken, as flags of a verb: a list repeats its flag, `true` is the flag
  /// alone, `false` nothing. Notes their places.
  [[nodiscard]] Arguments flags(const std::string& name, KeyPlaces& places) const;

  /// Throws when a key was not taken.
  void finish() const;

  /// Throws, with the table's own position.
  [[noreturn]] void refuse(const std::string& message) const;
  /// Throws, with the key's position; the table's when it is not there. `message` follows the key.
  [[noreturn]] void refuse(std::string_view key, const std::string& message) const;

 private:
  struct Toml;  ///< Keeps the TOML library out of other files, which it makes slow to compile.

  explicit RecipeTable(Toml toml);

  std::shared_ptr<const Toml> toml_;
  std::set<std::string> taken_;
};

}  // namespace tango::recipe
