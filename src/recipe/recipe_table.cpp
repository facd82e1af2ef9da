#include "recipe/recipe_table.h"

#include <cstdint>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <tango/error.h>

namespace tango::recipe {
namespace {

template <typename T>
constexpr const char* kind() {
  if constexpr (std::is_same_v<T, std::string>) return "a string";
  if constexpr (std::is_same_v<T, std::int64_t>) return "a whole number";
  return "a number";
}

std::string position(std::string_view where, const toml::source_position& at) {
  return at ? fmt::format("{}:{}:{}", where, at.line, at.column) : fmt::format("{}:1:1", where);
}

[[noreturn]] void refuse_at(std::string_view where, const toml::source_position& at,
                            const std::string& message) {
  throw Error(ErrorCode::kInvalidInput, position(where, at) + ": " + message);
}

}  // namespace

struct RecipeTable::Toml {
  const toml::table& table;
  std::string_view where;
  const Places& places;

  [[noreturn]] void refuse(const toml::node& node, const std::string& message) const {
    refuse_at(where, node.source().begin, message);
  }

  [[nodiscard]] std::string expanded(std::string value) const {
    using Place = std::pair<const char*, const std::filesystem::path*>;
    for (const auto& [name, place] :
         {Place{"{data}", &places.data}, Place{"{models}", &places.models},
          Place{"{cache}", &places.cache}}) {
      const std::size_t at = value.find(name);
      if (at == std::string::npos) continue;
      value.replace(at, std::string_view(name).size(), place->string());
    }
    return value;
  }

  void append_flag(Arguments& arguments, const std::string& flag, const toml::node& node) const {
    const std::string key = flag.substr(2);
    if (const toml::value<bool>* is_set = node.as_boolean()) {
      if (is_set->get()) arguments.push_back(flag);
      return;
    }
    arguments.push_back(flag);
    if (const auto* text = node.as_string()) {
      arguments.push_back(expanded(text->get()));
    } else if (const auto* whole = node.as_integer()) {
      arguments.push_back(std::to_string(whole->get()));
    } else if (const auto* number = node.as_floating_point()) {
      arguments.push_back(fmt::format("{}", number->get()));
    } else {
      refuse(node, key + ": should be a string, a number, true, false, or a list of these");
    }
  }
};

RecipeTable::RecipeTable(Toml toml) : toml_(std::make_shared<const Toml>(toml)) {}

void RecipeTable::parse(std::string_view text, std::string_view where, const Places& places,
                        const Use& use) {
  try {
    const toml::table table = toml::parse(text, where);
    use(RecipeTable(Toml{.table = table, .where = where, .places = places}));
  } catch (const toml::parse_error& error) {
    refuse_at(where, error.source().begin, std::string(error.description()));
  }
}

template <typename T>
T RecipeTable::take(std::string_view key, T fallback) {
  taken_.emplace(key);
  const toml::node* node = toml_->table.get(key);
  if (node == nullptr) return fallback;
  const auto value = node->value<T>();
  if (!value) toml_->refuse(*node, fmt::format("{}: should be {}", key, kind<T>()));
  if constexpr (std::is_same_v<T, std::string>) {
    return toml_->expanded(*value);
  } else {
    return *value;
  }
}

template std::string RecipeTable::take(std::string_view, std::string);
template std::int64_t RecipeTable::take(std::string_view, std::int64_t);
template double RecipeTable::take(std::string_view, double);

template <typename T>
std::vector<T> RecipeTable::take_list(std::string_view key) {
  taken_.emplace(key);
  const toml::node* node = toml_->table.get(key);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  std::vector<T> values;
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    if (const auto value = array->get(i)->value<T>()) values.push_back(*value);
  }
  if (array == nullptr || values.size() != array->size() || values.empty()) {
    toml_->refuse(*node,
                  fmt::format("{}: should be a list, each of its elements {}", key, kind<T>()));
  }
  return values;
}

template std::vector<std::string> RecipeTable::take_list(std::string_view);
template std::vector<std::int64_t> RecipeTable::take_list(std::string_view);

std::string RecipeTable::require(std::string_view key) {
  auto value = take<std::string>(key, "");
  if (value.empty()) refuse(fmt::format("{} is missing", key));
  return value;
}

void RecipeTable::for_each(std::string_view key, const Use& use) {
  taken_.emplace(key);
  const toml::node* node = toml_->table.get(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr || !array->is_array_of_tables()) {
    toml_->refuse(*node, fmt::format("should be written as [[{}]]", key));
  }
  for (const toml::node& one : *array) {
    use(RecipeTable(
        Toml{.table = *one.as_table(), .where = toml_->where, .places = toml_->places}));
  }
}

RecipeTable RecipeTable::table(std::string_view key) {
  static const toml::table nothing;
  taken_.emplace(key);
  const toml::node* node = toml_->table.get(key);
  if (node != nullptr && !node->is_table()) {
    toml_->refuse(*node, fmt::format("should be written as [{}]", key));
  }
  return RecipeTable(Toml{.table = node == nullptr ? nothing : *node->as_table(),
                          .where = toml_->where,
                          .places = toml_->places});
}

bool RecipeTable::contains(std::string_view key) const { return toml_->table.contains(key); }

void RecipeTable::note_places(const std::string& name, KeyPlaces& places) const {
  auto& own = places[name];
  own[""] = position(toml_->where, toml_->table.source().begin);
  for (const auto& [key, node] : toml_->table) {
    own[std::string(key.str())] = position(toml_->where, key.source().begin);
  }
}

Arguments RecipeTable::flags(const std::string& name, KeyPlaces& places) const {
  note_places(name, places);
  Arguments arguments;
  for (const auto& [key, node] : toml_->table) {
    const std::string word(key.str());
    if (taken_.contains(word)) continue;
    if (const toml::array* array = node.as_array()) {
      for (const toml::node& one : *array) toml_->append_flag(arguments, "--" + word, one);
    } else {
      toml_->append_flag(arguments, "--" + word, node);
    }
  }
  return arguments;
}

void RecipeTable::finish() const {
  for (const auto& [key, node] : toml_->table) {
    if (taken_.contains(std::string(key.str()))) continue;
    refuse_at(toml_->where, key.source().begin,
              fmt::format("there is no key \"{}\" here; the keys are: {}", std::string(key.str()),
                          fmt::join(taken_, ", ")));
  }
}

void RecipeTable::refuse(const std::string& message) const { toml_->refuse(toml_->table, message); }

void RecipeTable::refuse(std::string_view key, const std::string& message) const {
  const toml::node* node = toml_->table.get(key);
  toml_->refuse(node == nullptr ? toml_->table : *node, fmt::format("{}: {}", key, message));
}

}  // namespace tango::recipe
