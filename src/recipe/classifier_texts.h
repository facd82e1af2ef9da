// The texts that a classifier's build starts from, and the flags that name them.
#pragma once

#include <filesystem>

#include "recipe/build.h"
#include "recipe/stage_inputs.h"
#include "task/record_reader.h"
#include "task/task_preset.h"

namespace tango::recipe {

struct ClassifierTexts {
  const task::TaskPreset* task = nullptr;  ///< Null without a task.
  std::filesystem::path source;            ///< What everything is made of.
  task::RecordReaderOptions unlabelled;    ///< To read `source` without its labels.
  task::RecordReaderOptions labelled;      ///< To read labelled files, without their labels.
  std::filesystem::path dev;               ///< Labelled, to choose on; empty without a task.
  std::filesystem::path task_files;        ///< The task's directory; empty without a task.
  Arguments task_flags;                    ///< --task and --data.
  Arguments training_flags;                ///< The same, and --dev where the recipe has one.
  Arguments column_flags;                  ///< The columns of `dev`, for verbs that take no task.

  /// What a stage reads apart from what stages made: these texts, and files that are values of its
  /// table's flags.
  [[nodiscard]] StageInputs inputs_of(const Arguments& flags) const;
};

/// Throws kUsage for an unknown task and kNotFound for splits that are not there.
[[nodiscard]] ClassifierTexts find_texts(const Recipe& recipe, const BuildOptions& options);

}  // namespace tango::recipe
