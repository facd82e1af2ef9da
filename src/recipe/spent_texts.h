// Texts with which nothing can be certified any more: a model has learnt from them, or something
// was chosen by them.
#pragma once

#include <filesystem>
#include <vector>

#include "recipe/classifier_texts.h"
#include "recipe/recipe.h"
#include "task/record_reader.h"

namespace tango::recipe {

struct SpentFile {
  std::filesystem::path path;
  task::RecordReaderOptions reading;
};

/// What the recipe's large model and those that are fine-tuned learn from, with a task by default
/// its train split, which a teacher that the recipe names is taken to have learnt from, too; and
/// the dev texts.
[[nodiscard]] std::vector<SpentFile> spent_files(const Recipe& recipe, const ClassifierTexts& texts,
                                                 const std::filesystem::path& data);

/// Writes those of a table of draw_calibration_texts() that none of the files has. Throws as
/// task::open_record_reader does, and kIo.
void write_unspent(const std::filesystem::path& table, const std::vector<SpentFile>& spent,
                   const std::filesystem::path& output);

}  // namespace tango::recipe
