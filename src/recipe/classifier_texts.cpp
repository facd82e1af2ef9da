#include "recipe/classifier_texts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tango::recipe {

StageInputs ClassifierTexts::inputs_of(const Arguments& flags) const {
  StageInputs inputs{source};
  if (task != nullptr) inputs.add(task_files);
  if (!dev.empty()) inputs.add(dev);
  inputs.add_files_of(flags);
  return inputs;
}

ClassifierTexts find_texts(const Recipe& recipe, const BuildOptions& options) {
  ClassifierTexts texts;
  texts.source = recipe.texts;
  texts.unlabelled = recipe.reading;
  if (!recipe.task.empty()) {
    const std::filesystem::path& data = options.places.data;
    texts.task = &task::find_task(recipe.task);
    texts.task_files = data / recipe.task;
    texts.task_flags = {"--task", recipe.task, "--data", data.string()};
    if (recipe.texts.empty()) texts.source = task::find_split(data, *texts.task, "train");
    texts.dev = recipe.dev.empty() ? task::find_split(data, *texts.task, "dev") : recipe.dev;
    const task::ColumnRequest& columns = texts.task->columns;
    texts.labelled.columns = columns;
    texts.labelled.columns.want_label = false;
    if (recipe.texts.empty())
      texts.unlabelled = texts.labelled;  // else as tango augment reads them
    if (!columns.names.empty()) {
      append(texts.column_flags, {"--columns", fmt::format("{}", fmt::join(columns.names, ","))});
    }
    if (columns.text) append(texts.column_flags, {"--text", *columns.text});
    if (columns.text_pair) append(texts.column_flags, {"--text-pair", *columns.text_pair});
  }
  texts.training_flags = texts.task_flags;
  if (!recipe.dev.empty()) append(texts.training_flags, {"--dev", recipe.dev.string()});
  return texts;
}

}  // namespace tango::recipe
