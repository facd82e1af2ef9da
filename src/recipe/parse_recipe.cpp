#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "recipe/recipe.h"

namespace tango::recipe {
namespace {

using Names = std::vector<std::string>;

[[noreturn]] void fail(std::string_view where, const toml::source_position& at,
                       const std::string& message) {
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{}:{}:{}: {}", where, at.line, at.column, message));
}

/// One table of the file, whose keys are taken one by one.
class Section {
 public:
  Section(const toml::table& table, std::string_view where, const Places& places)
      : table_(table), where_(where), places_(places) {}

  template <typename T>
  T take(std::string_view key, T fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto value = node->value<T>()) return expanded(*value);
    refuse(*node, fmt::format("{}: should be {}", key, kind<T>()));
  }

  template <typename T>
  std::vector<T> take_list(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return {};
    const toml::array* array = node->as_array();
    std::vector<T> values;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      if (const auto value = array->get(i)->value<T>()) values.push_back(*value);
    }
    if (array == nullptr || values.size() != array->size() || values.empty()) {
      refuse(*node, fmt::format("{}: should be a list, each of its elements {}", key, kind<T>()));
    }
    return values;
  }

  std::string require(std::string_view key) {
    auto value = take<std::string>(key, "");
    if (value.empty()) fail(where_, table_.source().begin, fmt::format("{} is missing", key));
    return value;
  }

  /// The tables of the list `key`, each given to `use`.
  template <typename Use>
  void for_each(std::string_view key, Use use) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
      refuse(*node, fmt::format("should be written as [[{}]]", key));
    }
    for (const toml::node& one : *array) use(Section(*one.as_table(), where_, places_));
  }

  [[nodiscard]] Section section(std::string_view key) {
    static const toml::table nothing;
    const toml::node* node = find(key);
    if (node == nullptr) return {nothing, where_, places_};
    if (!node->is_table()) refuse(*node, fmt::format("should be written as [{}]", key));
    return {*node->as_table(), where_, places_};
  }

  [[nodiscard]] bool contains(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] bool empty() const { return table_.empty(); }

  /// Every key that was not taken, as the flag of a verb.
  [[nodiscard]] Arguments rest() const {
    Arguments arguments;
    for (const auto& [key, node] : table_) {
      if (taken_.contains(std::string(key.str()))) continue;
      const std::string flag = "--" + std::string(key.str());
      if (const toml::array* array = node.as_array()) {
        for (const toml::node& one : *array) append(arguments, flag, one);
      } else {
        append(arguments, flag, node);
      }
    }
    return arguments;
  }

  /// Throws when a key was not taken.
  void finish() const {
    for (const auto& [key, node] : table_) {
      if (taken_.contains(std::string(key.str()))) continue;
      fail(where_, key.source().begin,
           fmt::format("\"{}\" means nothing here; there are: {}", std::string(key.str()),
                       fmt::join(taken_, ", ")));
    }
  }

  [[noreturn]] void refuse(const toml::node& node, const std::string& message) const {
    fail(where_, node.source().begin, message);
  }
  [[noreturn]] void refuse(const std::string& message) const {
    fail(where_, table_.source().begin, message);
  }

 private:
  template <typename T>
  static constexpr const char* kind() {
    if constexpr (std::is_same_v<T, std::string>) return "a string";
    if constexpr (std::is_same_v<T, std::int64_t>) return "a whole number";
    return "a number";
  }

  const toml::node* find(std::string_view key) {
    taken_.emplace(key);
    return table_.get(key);
  }

  template <typename T>
  [[nodiscard]] T expanded(T value) const {
    if constexpr (std::is_same_v<T, std::string>) {
      using Place = std::pair<const char*, const std::filesystem::path*>;
      for (const auto& [name, place] :
           {Place{"{data}", &places_.data}, Place{"{models}", &places_.models},
            Place{"{cache}", &places_.cache}}) {
        const std::size_t at = value.find(name);
        if (at == std::string::npos) continue;
        value.replace(at, std::string_view(name).size(), place->string());
      }
    }
    return value;
  }

  void append(Arguments& arguments, const std::string& flag, const toml::node& node) const {
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
      refuse(node, "should be a string, a number, true or false");
    }
  }

  const toml::table& table_;
  std::string_view where_;
  const Places& places_;
  std::set<std::string> taken_;
};

bool is_file_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

/// Refuses a name that is no folder's, or not the only one.
void add_name(Names& names, const std::string& name, const Section& section) {
  if (!is_file_name(name)) {
    section.refuse(fmt::format("\"{}\": a name should be fit for a folder", name));
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    section.refuse(fmt::format("\"{}\" is there twice", name));
  }
  names.push_back(name);
}

void require_known(const Names& wanted, const Names& known, const Section& section) {
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      section.refuse(
          fmt::format("there is no \"{}\"; there are: {}", name, fmt::join(known, ", ")));
    }
  }
}

void read_large(Section section, Recipe& recipe) {
  recipe.teacher = section.take<std::string>("teacher", "");
  recipe.train = section.rest();
  if (!recipe.teacher.empty() && !recipe.train.empty()) {
    section.refuse("a teacher that is there already is not trained: remove the other keys");
  }
  if (recipe.teacher.empty() && !section.contains("base")) {
    section.refuse("[large] needs base, the model to fine-tune, or teacher, one that is already");
  }
}

void read_calibration(Section section, Recipe& recipe) {
  recipe.calibration_texts = section.take<std::int64_t>("texts", recipe.calibration_texts);
  recipe.calibration_seed = static_cast<std::uint64_t>(section.take<std::int64_t>("seed", 1));
  recipe.keep = section.take<double>("keep", recipe.keep);
  const auto kept = section.take<std::string>("keep-of", "score");
  if (kept != "score" && kept != "answers") section.refuse("keep-of: should be score or answers");
  recipe.keeps_answers = kept == "answers";
  section.finish();
  if (recipe.calibration_texts < 1) section.refuse("texts: should be at least 1");
  if (!(recipe.keep > 0 && recipe.keep <= 1)) section.refuse("keep: should be over 0, at most 1");
}

Recipe read(Section top) {
  Recipe recipe;
  recipe.task = top.take<std::string>("task", "");
  recipe.texts = top.take<std::string>("texts", "");
  recipe.dev = top.take<std::string>("dev", "");
  read_large(top.section("large"), recipe);
  read_calibration(top.section("calibration"), recipe);
  recipe.language_model = top.section("language-model").rest();
  recipe.lengths = top.section("lengths").rest();
  recipe.precision = top.take<std::string>("precision", recipe.precision);
  recipe.licence = top.take<std::string>("licence", "");
  Names sets;
  top.for_each("transfer", [&](Section section) {
    TransferSet set{section.require("name"), {}};
    add_name(sets, set.name, section);
    set.augment = section.rest();
    recipe.transfer.push_back(std::move(set));
  });
  Names models;
  top.for_each("student", [&](Section section) {
    Student student{section.require("name"),
                    section.take_list<std::string>("transfer"),
                    section.take_list<std::int64_t>("seeds"),
                    {}};
    add_name(models, student.name, section);
    if (student.name == "large") section.refuse("a student can't be called large");
    require_known(student.transfer, sets, section);
    if (student.transfer.empty()) student.transfer = sets;
    if (student.seeds.empty()) student.seeds = {1};
    student.distill = section.rest();
    recipe.students.push_back(std::move(student));
  });
  top.for_each("fine-tuned", [&](Section section) {
    FineTuned model{section.require("name"), {}};
    add_name(models, model.name, section);
    if (model.name == "large") section.refuse("[large] is the one that is called large");
    if (!section.contains("base")) section.refuse("base is missing: which model to fine-tune?");
    model.train = section.rest();
    recipe.fine_tuned.push_back(std::move(model));
  });
  models.emplace_back("large");
  const Names tiers = models;
  top.for_each("exits", [&](Section section) {
    ExitPlan plan{section.require("name"), section.take_list<std::string>("transfer"), {}};
    add_name(models, plan.name, section);
    require_known(plan.transfer, sets, section);
    plan.exits = section.rest();
    recipe.exits.push_back(std::move(plan));
  });
  Names cascades = models;
  top.for_each("cascade", [&](Section section) {
    CascadePlan plan{section.require("name"), section.take_list<std::string>("tiers")};
    section.finish();
    if (plan.tiers.empty()) section.refuse("tiers is missing: which models, cheapest first?");
    add_name(cascades, plan.name, section);
    require_known(plan.tiers, tiers, section);
    recipe.cascades.push_back(std::move(plan));
  });
  top.finish();
  if (recipe.task.empty() && recipe.texts.empty()) {
    top.refuse("should have a task, one of those that tango knows, or texts, a file of texts");
  }
  if (recipe.students.empty()) top.refuse("there is no [[student]]");
  if (is_reader(recipe)) {
    if (!recipe.transfer.empty() || !recipe.exits.empty() || !recipe.fine_tuned.empty()) {
      top.refuse(
          "readers learn from the task's own questions, from one large model, and have no "
          "off-ramps: no [[transfer]], no [[fine-tuned]], no [[exits]]");
    }
    if (recipe.keeps_answers) top.refuse("keep-of: of readers it can only be score");
  } else {
    if (!recipe.lengths.empty()) top.refuse("[lengths] is of readers: task = \"squad\"");
    if (recipe.transfer.empty()) top.refuse("there is no [[transfer]]: no texts to learn from");
  }
  if (recipe.cascades.empty()) top.refuse("there is no [[cascade]]: nothing to hand over");
  return recipe;
}

}  // namespace

Recipe parse_recipe(std::string_view text, std::string_view where, const Places& places) {
  try {
    const toml::table table = toml::parse(text, where);
    return read(Section(table, where, places));
  } catch (const toml::parse_error& error) {
    fail(where, error.source().begin, std::string(error.description()));
  }
}

Recipe read_recipe(const std::filesystem::path& path, const Places& places) {
  return parse_recipe(base::MappedFile(path).text(), path.string(), places);
}

}  // namespace tango::recipe
