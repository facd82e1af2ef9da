#include "task/task_preset.h"

#include <algorithm>

#include <tango/error.h>

namespace tango::task {
namespace {

ColumnRequest labelled(std::string text, std::string pair, std::string label,
                       std::vector<std::string> names = {}) {
  ColumnRequest columns;
  columns.text = std::move(text);
  columns.text_pair = std::move(pair);
  columns.label = std::move(label);
  columns.want_label = true;
  columns.names = std::move(names);
  return columns;
}

const std::vector<TaskPreset>& all_tasks() {
  static const std::vector<TaskPreset> tasks{
      {"sst2", labelled("sentence", "", "label"), {"negative", "positive"}, Metric::kAccuracy},
      {"cola",
       labelled("sentence", "", "label", {"source", "label", "mark", "sentence"}),
       {"unacceptable", "acceptable"},
       Metric::kMatthews},
      {"mrpc",
       labelled("#1 String", "#2 String", "Quality"),
       {"not_equivalent", "equivalent"},
       Metric::kF1},
      {"qnli",
       labelled("question", "sentence", "label"),
       {"entailment", "not_entailment"},
       Metric::kAccuracy}};
  return tasks;
}

}  // namespace

const TaskPreset& find_task(std::string_view name) {
  std::vector<std::string> names;
  for (const TaskPreset& task : all_tasks()) {
    if (task.name == name) return task;
    names.push_back(task.name);
  }
  throw Error(ErrorCode::kUsage,
              "no task \"" + std::string(name) + "\"; expected one of " + quoted_list(names),
              {"task"});
}

std::filesystem::path find_split(const std::filesystem::path& data, const TaskPreset& task,
                                 std::string_view split) {
  const std::filesystem::path directory = data / task.name;
  std::filesystem::path file = directory / (std::string(split) + ".tsv");
  std::error_code failure;
  if (std::filesystem::is_regular_file(file, failure)) return file;
  std::vector<std::string> splits;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
    if (entry.path().extension() == ".tsv") splits.push_back(entry.path().stem().string());
  }
  std::ranges::sort(splits);
  const std::string found = splits.empty() ? "there is no split in " + directory.string()
                                           : "the splits there are " + quoted_list(splits);
  throw Error(ErrorCode::kNotFound, file.string() + ": no such file; " + found);
}

}  // namespace tango::task
