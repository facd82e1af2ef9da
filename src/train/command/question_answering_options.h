// Questions to train and evaluate a question-answering model on.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "train/command/data_options.h"
#include "train/command/encoder_options.h"
#include "train/data/span_data.h"

namespace tango::train {

struct QuestionAnsweringOptions {
  int stride = 128;          ///< Tokens that neighbouring windows of a context share.
  int question_tokens = 64;  ///< Longer questions are truncated.
  std::string dev_articles;  ///< "all", "even" or "odd"; empty: even for the task's own dev
                             ///< file, all for other files.
};

/// --stride, --question-tokens, --dev-articles.
void add_question_answering_options(CLI::App& command, QuestionAnsweringOptions& options);

/// Whether the data are questions on contexts: --task squad, or --problem-type span.
[[nodiscard]] bool is_question_answering(const DataOptions& options);

struct QuestionAnsweringData {
  SpanData train;
  std::optional<SpanData> dev;
};

/// SQuAD 1.1's JSON files: --train and --dev, or the task's below --data. Throws kUsage, kNotFound,
/// kInvalidInput.
[[nodiscard]] QuestionAnsweringData read_questions(const DataOptions& data,
                                                   const QuestionAnsweringOptions& options,
                                                   const ModelToTrain& model);

}  // namespace tango::train
