#include "evaluate/question_answers.h"

#include <utility>

#include <tango/error.h>

#include "model/forward_all.h"
#include "reading/spans.h"

namespace tango::evaluate {

TokenizedQuestions tokenize(std::vector<reading::Question> questions,
                            const text::Tokenizer& tokenizer,
                            const reading::WindowOptions& options) {
  TokenizedQuestions result{std::move(questions), {}};
  for (const reading::Question& one : result.questions) {
    result.windows.push_back(reading::make_windows(tokenizer, one.question, *one.context, options));
  }
  return result;
}

std::map<std::string, std::string, std::less<>> answer_questions(
    const model::Model& model, const TokenizedQuestions& questions, const base::Team& team) {
  if (!model.answers_spans()) {
    throw Error(ErrorCode::kUnsupported,
                "the model does not answer questions: it has no head for the spans of answers");
  }
  std::vector<model::TokenizedText> windows;
  for (const auto& own : questions.windows) {
    for (const reading::Window& window : own) {
      windows.push_back({window.ids, window.type_ids});
    }
  }
  return reading::answer_texts(questions.questions, questions.windows,
                               model::forward_all(model, windows, team));
}

cascade::Request request_of(const reading::Question& question) {
  return {.text = question.question, .pair = *question.context, .threshold = {}, .tier = {}};
}

reading::AnswerScore score_answer(const cascade::Answer& answer,
                                  std::span<const reading::Answer> truths) {
  return reading::score_answer(answer.spans.empty() ? "" : answer.spans.front().text, truths);
}

}  // namespace tango::evaluate
