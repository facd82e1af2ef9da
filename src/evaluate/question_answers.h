// What a question-answering model answers to questions on contexts.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/team.h"
#include "cascade/request.h"
#include "model/model.h"
#include "reading/answer_score.h"
#include "reading/squad.h"
#include "reading/windows.h"
#include "text/tokenizer.h"

namespace tango::evaluate {

/// Questions as models read them; for all models that share the tokenizer.
struct TokenizedQuestions {
  std::vector<reading::Question> questions;
  std::vector<std::vector<reading::Window>> windows;  ///< Of each question.
};

[[nodiscard]] TokenizedQuestions tokenize(std::vector<reading::Question> questions,
                                          const text::Tokenizer& tokenizer,
                                          const reading::WindowOptions& options);

/// The best answer to each, by question id: a piece of its context, or "". Windows of like length
/// run together, on the team. Throws kUnsupported for a model that does not answer questions.
[[nodiscard]] std::map<std::string, std::string, std::less<>> answer_questions(
    const model::Model& model, const TokenizedQuestions& questions, const base::Team& team);

/// As a cascade of question-answering models is asked it.
[[nodiscard]] cascade::Request request_of(const reading::Question& question);

/// Scores the likeliest span of an answer; no span is an empty answer.
[[nodiscard]] reading::AnswerScore score_answer(const cascade::Answer& answer,
                                                std::span<const reading::Answer> truths);

}  // namespace tango::evaluate
