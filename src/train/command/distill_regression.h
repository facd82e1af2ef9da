// tango-train distill's students that are logistic regressions.
#pragma once

#include <string>
#include <vector>

#include "train/command/data_options.h"
#include "train/command/student.h"
#include "train/command/trainer_options.h"

namespace tango::train {

inline constexpr const char* kTfidfStudent = "tfidf";

/// Whether these options ask for one: `--student tfidf`, or an encoder with `--frozen`.
[[nodiscard]] bool is_regression(const StudentOptions& options);

/// Fits a logistic regression to the probabilities in `logits`, on TF-IDF or on the sentence
/// embeddings of an encoder, with C chosen by cross-validation (logistic_regression.h), and writes
/// the model. Throws kUsage, kUnsupported for logits that are not of one label a text,
/// kInvalidInput.
void distill_regression(const DataOptions& data, const RunOptions& run,
                        const StudentOptions& options, const std::vector<std::string>& logits);

}  // namespace tango::train
