// The flags that name training and dev texts, and what they mean for a task.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "checkpoint/model_config.h"
#include "task/metric.h"
#include "text/tokenizer.h"
#include "train/data/read_texts.h"

namespace tango::train {

struct DataOptions {
  std::string task, data;
  std::vector<std::string> train, dev;
  std::optional<std::string> text, text_pair, label;
  std::string columns, separator, format, metric, labels, problem_type;
  std::int64_t max_texts = 0;  ///< Of the training texts, at most; 0: all.
};

void add_data_options(CLI::App& command, DataOptions& options);

/// The files and the metric that the options ask for.
struct Source {
  TextFiles train, dev;  ///< `dev` may have no files.
  std::vector<std::string> task_labels;
  task::Metric metric = task::Metric::kAccuracy;
};

/// Throws kUsage, kNotFound.
[[nodiscard]] Source resolve(const DataOptions& options);

/// The labels of a new head: --labels, the task's, or every label of the training files in
/// alphabetical order (numbers by size).
[[nodiscard]] checkpoint::Labels resolve_labels(const DataOptions& options, const Source& source);

/// The training texts where labels are not needed. Files of --train have the columns that the flags
/// name, or a known layout, such as that of transfer sets; not the task's.
[[nodiscard]] TextFiles transfer_texts(const DataOptions& options, const Source& source);

/// Texts with their targets.
[[nodiscard]] DataSet read_labelled(const TextFiles& files, const text::Tokenizer& tokenizer,
                                    int max_tokens, const checkpoint::Labels& labels,
                                    const std::vector<std::string>& task_labels);

}  // namespace tango::train
