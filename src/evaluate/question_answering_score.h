// How near the answers of a cascade of question-answering models come to those that people gave.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "reading/answer_score.h"

namespace tango::evaluate {

class QuestionAnsweringScore {
 public:
  /// `truths`: the answers that people gave to each question; `answers`: the
  /// cascade's, in the same order.
  /// `cascade` outlives it.
  QuestionAnsweringScore(const cascade::Cascade& cascade,
                         std::span<const std::vector<reading::Answer>> truths,
                         std::span<const cascade::Answer> answers);

  /// As ClassificationScore::to_json, without what only labels have; "metrics" are SQuAD 1.1's
  /// "f1", which is the "score", and "exact_match", in 0 … 1.
  [[nodiscard]] base::OrderedJson to_json() const;

  /// A table for people: a line per tier, and one for all.
  [[nodiscard]] std::string to_table() const;

 private:
  struct Sum {
    std::size_t questions = 0;
    reading::AnswerScore scores;

    void add(const reading::AnswerScore& score);
    [[nodiscard]] reading::AnswerScore mean() const;
    [[nodiscard]] double share_of(const Sum& whole) const;
  };

  const cascade::Cascade& cascade_;
  Sum all_;
  std::vector<Sum> by_tier_;
};

}  // namespace tango::evaluate
