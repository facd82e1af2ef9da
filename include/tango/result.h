// What a text ends with: an answer, or an error of its own.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tango/error.h>

namespace tango {

/// A piece of the context that answers a question.
struct FoundAnswer {
  std::string text;
  std::size_t begin = 0;  ///< In code points of the context.
  std::size_t end = 0;    ///< One past the last.
  float score = 0;        ///< Its probability.
};

struct Prediction {
  std::string label;                 ///< The most probable; empty unless there is a single label.
  std::vector<std::string> labels;   ///< Multi-label: those at or above their thresholds.
  std::vector<FoundAnswer> answers;  ///< For question answering: the most probable first.
  float score = 0;                   ///< The probability of `label`, or of the first answer.
  float confidence = 0;              ///< What is compared with the threshold, in 0 … 1.
  int tier = 0;                      ///< The tier that answered, from 1.
  /// One per label, in the order of Cascade::labels(); empty for question answering.
  std::vector<float> scores;
  /// One per label, as the model gave them (the mean over windows); empty for question answering.
  std::vector<float> logits;
  bool truncated = false;  ///< The text was longer than the model's limit.
  /// The tier was not confident, but a later one could not answer before the deadline.
  bool cut_short = false;
  /// The tier was not confident, and the last one can't be called: ask who gives its answers.
  bool ask = false;
  std::size_t invalid_utf8 = 0;  ///< Ill-formed sequences read as U+FFFD.
};

class Result {
 public:
  Result(Prediction prediction) : outcome_(std::move(prediction)) {}  // NOLINT: a result is one
  Result(Error error) : outcome_(std::move(error)) {}                 // NOLINT: or the other

  [[nodiscard]] bool ok() const noexcept { return error() == nullptr; }

  /// Throws the error where there is no answer.
  [[nodiscard]] const Prediction& value() const& {
    if (const Error* no_answer = error()) throw *no_answer;
    return std::get<Prediction>(outcome_);
  }
  [[nodiscard]] Prediction&& value() && {
    if (const Error* no_answer = error()) throw *no_answer;
    return std::get<Prediction>(std::move(outcome_));
  }

  /// nullptr where there is an answer.
  [[nodiscard]] const Error* error() const noexcept { return std::get_if<Error>(&outcome_); }

 private:
  std::variant<Prediction, Error> outcome_;
};

}  // namespace tango
