// Questions to train and evaluate a reader on.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "train/command/data_options.h"
#include "train/command/encoder_options.h"
#include "train/data/span_data.h"

namespace tango::train {

struct ReaderOptions {
  int stride = 128;
  int question_tokens = 64;
  std::string dev_articles;  ///< "all", "even", "odd"; empty: even ones of a task's, else all.
};

/// --stride, --question-tokens, --dev-articles.
void add_reader_options(CLI::App& command, ReaderOptions& options);

/// Whether the data are questions on contexts: --task squad, or --problem-type span.
[[nodiscard]] bool is_reading(const DataOptions& options);

struct ReaderData {
  SpanData train;
  std::optional<SpanData> dev;
};

/// SQuAD 1.1's JSON files: --train and --dev, or the task's below --data. Throws kUsage, kNotFound,
/// kInvalidInput.
[[nodiscard]] ReaderData read_questions(const DataOptions& data, const ReaderOptions& options,
                                        const ModelToTrain& model);

}  // namespace tango::train
