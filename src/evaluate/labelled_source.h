// Where labelled texts come from: a task's split, or a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "evaluate/labelled_texts.h"
#include "reading/squad.h"
#include "task/record_reader.h"

namespace tango::evaluate {

struct SourceOptions {
  std::filesystem::path path;  ///< A file, or "-" for standard input; empty: the task's split.
  task::RecordReaderOptions reading;  ///< Where it names no columns, they are the task's.
  std::string task;                   ///< "sst2", "cola", "mrpc", "qnli" or "squad"; empty: none.
  std::string split;           ///< Of the task: "dev", say; of squad also "tune" and "report".
  std::filesystem::path data;  ///< Directory that holds the tasks' files.
  std::string metric;          ///< Empty: the task's own, or what the kind of answers has.
  std::size_t sample = 0;      ///< Rows, evenly from the whole; 0: all.
};

/// A file that was found, and how it is read.
struct LabelledSource {
  std::filesystem::path path;
  task::RecordReaderOptions reading;
  std::vector<std::string> task_labels;       ///< As task::LabelMap.
  std::string metric;                         ///< As in SourceOptions, or the task's.
  std::optional<reading::Articles> articles;  ///< Of a file of questions (SQuAD 1.1's JSON).
  std::size_t sample = 0;                     ///< As in SourceOptions.

  [[nodiscard]] std::string name() const;  ///< For people.
};

/// Throws kUsage for what is missing or does not go together, kNotFound as task::find_split.
[[nodiscard]] LabelledSource find_source(const SourceOptions& options);

/// Another split of the same task, so texts that are like those to score and are none of them, to
/// choose a precision by; empty where there is none. It is read as `source` is.
[[nodiscard]] std::filesystem::path find_other_split(const SourceOptions& options,
                                                     const LabelledSource& source);

/// `name`, a split of the task or a file of the same layout, to choose thresholds on. Throws kUsage
/// where it is what is scored.
[[nodiscard]] LabelledSource find_tuning_source(const SourceOptions& options,
                                                const LabelledSource& source,
                                                const std::string& name);

/// All rows, or a sample. `labels` and `label_thresholds`: the cascade's. Throws kInvalidInput as
/// record readers and task::LabelMap do, and for no rows at all; kUsage for questions to a
/// classifier, for labels to a question-answering model, and for a metric that does not fit.
[[nodiscard]] LabelledTexts read_labelled(const LabelledSource& source,
                                          const checkpoint::Labels& labels,
                                          std::vector<float> label_thresholds = {});

/// All rows of a file, or a sample, without their labels if they have some. Throws as
/// read_labelled.
[[nodiscard]] LabelledTexts read_unlabelled(const SourceOptions& options);

}  // namespace tango::evaluate
