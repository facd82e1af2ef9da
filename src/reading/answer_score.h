// How near an answer comes to those that people gave: SQuAD 1.1's official scores.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "reading/squad.h"

namespace tango::reading {

/// Lower case, without ASCII punctuation and the articles a, an, the; one space between words.
[[nodiscard]] std::string normalize_answer(std::string_view text);

struct AnswerScore {
  double exact_match = 0, f1 = 0;  ///< In 0 … 1.
};

/// Of one prediction: the best over the answers. 0 where there is none.
[[nodiscard]] AnswerScore score_answer(std::string_view prediction,
                                       std::span<const Answer> answers);

/// Means over all questions (Rajpurkar et al. 2016, section 6.1); one without a prediction scores
/// 0. `predictions`: by question id.
[[nodiscard]] AnswerScore score_answers(
    std::span<const Question> questions,
    const std::map<std::string, std::string, std::less<>>& predictions);

}  // namespace tango::reading
