// One text to answer, and its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tango::cascade {

struct Request {
  std::string text;                 ///< For readers the question.
  std::optional<std::string> pair;  ///< The second text of a pair; for readers the context.
  std::optional<float> threshold;   ///< In place of every tier's own, for this text.
  std::optional<int> tier;          ///< This tier (1 = cheapest) answers, whatever its confidence.

  /// Equal requests have equal answers.
  friend bool operator==(const Request&, const Request&) = default;
};

/// A piece of the context that may answer the question.
struct SpanAnswer {
  std::string text;
  std::size_t begin = 0, end = 0;  ///< Code points of the context, [begin, end).
  float score = 0;                 ///< Its probability.
};

struct Answer {
  int tier = 0;  ///< The tier that answered, from 1.
  /// The most probable label; -1 for multi-label, regression and readers, which have none.
  int label = -1;
  /// The labels with probability >= 0.5, for multi-label only.
  std::vector<int> labels;
  /// Probability of `label` or of the best span; for multi-label, of the least certain label's
  /// likelier side; for regression 1.
  float score = 0;
  /// What was held against the threshold, in 0 … 1.
  float confidence = 0;
  /// One a label: softmax or sigmoid probabilities, or the values of a regression. Empty for
  /// readers.
  std::vector<float> scores;
  std::vector<float> logits;  ///< As the model gave them (the mean over windows); not of readers.
  std::vector<SpanAnswer> spans;   ///< Readers only: the likeliest first, a few of them.
  bool truncated = false;          ///< Tokens were dropped by the tier that answered.
  int windows = 1;                 ///< How many windows the text took.
  std::uint32_t invalid_utf8 = 0;  ///< Ill-formed sequences that were read as U+FFFD.
};

}  // namespace tango::cascade
