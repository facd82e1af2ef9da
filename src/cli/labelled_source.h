// Texts with right answers: a task's split, or a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/input_options.h"
#include "cli/model_options.h"
#include "command/cli11.h"
#include "evaluate/measurement.h"
#include "reading/squad.h"
#include "task/metric.h"
#include "task/reader.h"

namespace tango::cli {

struct SourceOptions {
  InputOptions input = {.path = ""};
  std::string task;
  std::string split;
  std::string data;
  std::string metric;
  std::size_t sample = 0;  ///< Rows, evenly from the file; 0: all.
};

/// --task, --split, --data, --input, --sample, --label, --metric, and how a file is laid out.
void add_source_options(CLI::App& command, SourceOptions& options);

struct LabelledSource {
  std::filesystem::path path;
  task::ReaderOptions reading;
  std::vector<std::string> task_labels;
  task::Metric metric = task::Metric::kAccuracy;
  std::optional<reading::Articles> articles;  ///< Of a file of questions (SQuAD 1.1's JSON).
  std::size_t sample = 0;                     ///< As in SourceOptions.

  [[nodiscard]] std::string name() const;  ///< For people.
};

/// The task's layout unless flags say otherwise, and its file unless --input names one. Throws
/// kUsage for what is missing, kNotFound as task::find_split.
[[nodiscard]] LabelledSource resolve_source(const SourceOptions& options);

/// Texts of the task to choose a precision by, which are not those that are scored.
[[nodiscard]] cascade::SampleFile other_split(const SourceOptions& options,
                                              const LabelledSource& source);

/// `name`, a split of the task or a file of the same layout, to choose thresholds on. Throws kUsage
/// where it is what is scored.
[[nodiscard]] LabelledSource tune_source(const SourceOptions& options, const LabelledSource& source,
                                         const std::string& name);

struct LabelledFile {
  evaluate::LabelledTexts texts;
  std::int64_t repaired_utf8 = 0;  ///< Ill-formed sequences.
};

/// All of it, or a sample. Throws kInvalidInput as the readers and task::LabelMap do, and for no
/// rows at all; kUsage for questions to a classifier, and for labels to a reader.
[[nodiscard]] LabelledFile read_labelled(const LabelledSource& source,
                                         const checkpoint::Labels& model);

}  // namespace tango::cli
