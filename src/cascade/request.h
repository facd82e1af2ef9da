// One text to answer, and its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tango::cascade {

struct Request {
  std::string text;                 ///< The text, or the question.
  std::optional<std::string> pair;  ///< The second text of a pair, or the question's context.
  std::optional<float> threshold;   ///< Replaces every tier's own for this text.
  std::optional<int> tier;  ///< The tier (1 = cheapest) that answers, whatever its confidence.

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
  /// The most probable label; -1 for multi-label, regression and question answering.
  int label = -1;
  /// The labels with probability >= 0.5, for multi-label only.
  std::vector<int> labels;
  /// Probability of `label` or of the best span; for multi-label, of the least certain label's
  /// likelier side; for regression 1.
  float score = 0;
  /// What is compared with the threshold, in 0 … 1.
  float confidence = 0;
  /// One per label: softmax or sigmoid probabilities, or the values of a regression; empty for
  /// question answering.
  std::vector<float> scores;
  /// One per label, as the model gave them (the mean over windows); empty for question answering.
  std::vector<float> logits;
  std::vector<SpanAnswer> spans;  ///< For question answering: the most probable first.
  bool truncated = false;         ///< Tokens were dropped by the tier that answered.
  /// The tier was not confident, but a later one could not answer before the deadline, or failed.
  bool cut_short = false;
  /// The tier was not confident, and the next one can't be called (Tier::is_asked).
  bool ask = false;
  int windows = 1;                 ///< Number of windows of the text.
  int tokens = 0;                  ///< Of all windows, as the tier read them.
  int unknown_tokens = 0;          ///< Of them, those that the tier's vocabulary could not spell.
  std::uint32_t invalid_utf8 = 0;  ///< Ill-formed sequences that were read as U+FFFD.
};

}  // namespace tango::cascade
