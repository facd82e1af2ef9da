// Public tasks: the columns of their files, their labels, their metric.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "task/columns.h"
#include "task/metric.h"

namespace tango::task {

/// GLUE's conventions (Wang et al. 2019, table 1).
struct TaskPreset {
  std::string name;
  ColumnRequest columns;            ///< With want_label.
  std::vector<std::string> labels;  ///< By the ids that the files use.
  Metric metric = Metric::kAccuracy;
};

/// "sst2", "cola", "mrpc" or "qnli"; throws kUsage that lists them.
[[nodiscard]] const TaskPreset& find_task(std::string_view name);

/// `data`/NAME/SPLIT.tsv; throws kNotFound that lists the existing splits.
[[nodiscard]] std::filesystem::path find_split(const std::filesystem::path& data,
                                               const TaskPreset& task, std::string_view split);

}  // namespace tango::task
