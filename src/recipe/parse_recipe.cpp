#include "recipe/parse_recipe.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "cascade/cascade_config.h"
#include "recipe/recipe_table.h"
#include "task/task_preset.h"

namespace tango::recipe {
namespace {

using Names = std::vector<std::string>;

bool is_file_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

/// Refuses a name that can't be a folder's, and one that is taken.
void add_name(Names& names, const std::string& name, const RecipeTable& table) {
  if (!is_file_name(name)) {
    table.refuse(fmt::format("\"{}\": a name should be a valid folder name", name));
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    table.refuse(fmt::format("there are two of the name \"{}\"", name));
  }
  names.push_back(name);
}

void require_known(const Names& wanted, const Names& known, const RecipeTable& table) {
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      table.refuse(fmt::format("there is no \"{}\"; there are: {}", name, fmt::join(known, ", ")));
    }
  }
}

void read_large(RecipeTable table, Recipe& recipe) {
  recipe.teacher = table.take<std::string>("teacher", "");
  recipe.train = table.flags(table_name("large"), recipe.places);
  if (!recipe.teacher.empty() && !recipe.train.empty()) {
    table.refuse("the teacher is trained already: remove the other keys");
  }
  if (recipe.teacher.empty() && !table.contains("base")) {
    table.refuse(
        "[large] needs base, the model to fine-tune, or teacher, a model that is fine-tuned "
        "already");
  }
}

void read_calibration(RecipeTable table, Recipe& recipe) {
  recipe.calibration_texts = table.take<std::int64_t>("texts", recipe.calibration_texts);
  recipe.calibration_seed = static_cast<std::uint64_t>(table.take<std::int64_t>("seed", 1));
  recipe.keep = table.take<double>("keep", recipe.keep);
  recipe.per_class = table.take<bool>("per-class", false);
  const auto kept = table.take<std::string>("keep-of", "score");
  if (kept != "score" && kept != "answers") table.refuse("keep-of", "should be score or answers");
  recipe.keeps_answers = kept == "answers";
  table.finish();
  if (recipe.calibration_texts < 1) table.refuse("texts", "should be at least 1");
  if (!(recipe.keep > 0 && recipe.keep <= 1))
    table.refuse("keep", "should be over 0 and at most 1");
}

/// Reads the tables of students, other models and cascades; `sets` are the transfer sets.
void read_models(RecipeTable& top, const Names& sets, Recipe& recipe) {
  Names models;
  top.for_each("student", [&](RecipeTable table) {
    Student student{table.require("name"),
                    table.take_list<std::string>("transfer"),
                    table.take_list<std::int64_t>("seeds"),
                    {}};
    add_name(models, student.name, table);
    if (student.name == "large") table.refuse("a student can't be called large");
    require_known(student.transfer, sets, table);
    if (student.transfer.empty()) student.transfer = sets;
    if (student.seeds.empty()) student.seeds = {1};
    std::set<std::int64_t> seeds;
    for (const std::int64_t seed : student.seeds) {
      if (!seeds.insert(seed).second) table.refuse("seeds", fmt::format("{} is given twice", seed));
    }
    student.distill = table.flags(table_name("student", student.name), recipe.places);
    recipe.students.push_back(std::move(student));
  });
  top.for_each("fine-tuned", [&](RecipeTable table) {
    FineTuned model{table.require("name"), {}};
    add_name(models, model.name, table);
    if (model.name == "large") table.refuse("only [large] is called large");
    if (!table.contains("base")) table.refuse("base is missing: name the model to fine-tune");
    model.train = table.flags(table_name("fine-tuned", model.name), recipe.places);
    recipe.fine_tuned.push_back(std::move(model));
  });
  models.emplace_back("large");
  const Names tiers = models;
  top.for_each("exits", [&](RecipeTable table) {
    ExitPlan plan{table.require("name"), table.take_list<std::string>("transfer"), {}};
    add_name(models, plan.name, table);
    require_known(plan.transfer, sets, table);
    plan.exits = table.flags(table_name("exits", plan.name), recipe.places);
    recipe.exits.push_back(std::move(plan));
  });
  top.for_each("cascade", [&](RecipeTable table) {
    CascadePlan plan{table.require("name"), table.take_list<std::string>("tiers")};
    table.finish();
    if (plan.tiers.empty()) table.refuse("tiers is missing: name its models, cheapest first");
    add_name(models, plan.name, table);
    require_known(plan.tiers, tiers, table);
    recipe.cascades.push_back(std::move(plan));
  });
}

void require_consistent(const Recipe& recipe, const RecipeTable& top) {
  if (recipe.task.empty() && recipe.texts.empty()) {
    top.refuse("task and texts are missing: name a task that tango knows, or a file of texts");
  }
  if (recipe.students.empty()) top.refuse("there is no [[student]]");
  if (is_question_answering(recipe)) {
    if (!recipe.transfer.empty() || !recipe.exits.empty() || !recipe.fine_tuned.empty()) {
      top.refuse(
          "question-answering models learn from the task's own questions and from one large model, "
          "and they have no off-ramps: remove [[transfer]], [[fine-tuned]] and [[exits]]");
    }
    if (recipe.per_class) {
      top.refuse("per-class: questions have no classes; they are deferred by one threshold");
    }
    if (recipe.keeps_answers) top.refuse("keep-of: should be score for question-answering models");
  } else {
    if (!recipe.lengths.empty()) {
      top.refuse("[lengths] is only for question-answering models: task = \"squad\"");
    }
    if (recipe.transfer.empty()) {
      top.refuse("there is no [[transfer]]: students need texts to learn from");
    }
  }
  if (recipe.cascades.empty()) top.refuse("there is no [[cascade]]: a build needs one to make");
}

Recipe recipe_of(RecipeTable top) {
  Recipe recipe;
  recipe.task = top.take<std::string>("task", "");
  try {
    if (!recipe.task.empty() && !is_question_answering(recipe)) (void)task::find_task(recipe.task);
  } catch (const Error& error) {
    top.refuse("task", error.what());
  }
  recipe.texts = top.take<std::string>("texts", "");
  recipe.dev = top.take<std::string>("dev", "");
  read_large(top.table("large"), recipe);
  read_calibration(top.table("calibration"), recipe);
  for (const auto& [kind, flags] : {std::pair("language-model", &recipe.language_model),
                                    std::pair("lengths", &recipe.lengths)}) {
    *flags = top.table(kind).flags(table_name(kind), recipe.places);
  }
  recipe.precision = top.take<std::string>("precision", recipe.precision);
  try {
    if (recipe.precision != "auto") (void)cascade::parse_precision(recipe.precision);
  } catch (const Error& error) {
    top.refuse("precision", error.what());
  }
  recipe.licence = top.take<std::string>("licence", "");
  Names sets;
  top.for_each("transfer", [&](RecipeTable table) {
    TransferSet set{table.require("name"), {}};
    add_name(sets, set.name, table);
    set.augment = table.flags(table_name("transfer", set.name), recipe.places);
    recipe.transfer.push_back(std::move(set));
  });
  read_models(top, sets, recipe);
  top.finish();
  top.note_places(kTopTable, recipe.places);
  require_consistent(recipe, top);
  return recipe;
}

}  // namespace

Recipe parse_recipe(std::string_view text, std::string_view where, const Places& places) {
  Recipe recipe;
  RecipeTable::parse(text, where, places,
                     [&](RecipeTable top) { recipe = recipe_of(std::move(top)); });
  return recipe;
}

Recipe read_recipe(const std::filesystem::path& path, const Places& places) {
  return parse_recipe(base::MappedFile(path).text(), path.string(), places);
}

}  // namespace tango::recipe
