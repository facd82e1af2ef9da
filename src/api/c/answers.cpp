#include <string>

#include "api/c/boundary.h"
#include "api/c/handles.h"

namespace tango::c {
namespace {

const Result* result_at(const tango_answers* answers, std::size_t index) {
  return answers == nullptr ? nullptr : at(answers->results, index);
}

/// What `read` says of an answer; 0 or NULL if there is none.
template <typename Read>
auto of_answer(const tango_answers* answers, std::size_t index, const Read& read) {
  const Result* result = result_at(answers, index);
  if (result == nullptr || !result->ok()) return decltype(read(result->value())){};
  return read(result->value());
}

template <typename Element>
Element of_label(const std::vector<Element>& elements, std::size_t label) {
  const Element* element = at(elements, label);
  return element == nullptr ? Element{} : *element;
}

template <typename Read>
auto of_span(const tango_answers* answers, std::size_t index, std::size_t place, const Read& read) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    const FoundAnswer* span = at(answer.answers, place);
    return span == nullptr ? decltype(read(*span)){} : read(*span);
  });
}

}  // namespace
}  // namespace tango::c

using tango::FoundAnswer;
using tango::Prediction;
using tango::c::of_answer;
using tango::c::of_span;

void tango_answers_free(tango_answers* answers) { delete answers; }

size_t tango_answers_size(const tango_answers* answers) {
  return answers == nullptr ? 0 : answers->results.size();
}

tango_status tango_answer_status(const tango_answers* answers, size_t index) {
  const tango::Result* result = tango::c::result_at(answers, index);
  return result == nullptr || result->ok() ? TANGO_OK
                                           : tango::c::status_of(result->error()->code());
}

const char* tango_answer_error(const tango_answers* answers, size_t index) {
  const tango::Result* result = tango::c::result_at(answers, index);
  return result == nullptr || result->ok() ? nullptr : result->error()->what();
}

const char* tango_answer_label(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.label.c_str(); });
}

float tango_answer_score(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.score; });
}

float tango_answer_confidence(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.confidence; });
}

int tango_answer_tier(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.tier; });
}

int tango_answer_truncated(const tango_answers* answers, size_t index) {
  return of_answer(answers, index,
                   [](const Prediction& answer) { return answer.truncated ? 1 : 0; });
}

int tango_answer_cut_short(const tango_answers* answers, size_t index) {
  return of_answer(answers, index,
                   [](const Prediction& answer) { return answer.cut_short ? 1 : 0; });
}

int tango_answer_ask(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.ask ? 1 : 0; });
}

size_t tango_answer_num_scores(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.scores.size(); });
}

float tango_answer_score_of(const tango_answers* answers, size_t index, size_t label) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    return tango::c::of_label(answer.scores, label);
  });
}

float tango_answer_logit_of(const tango_answers* answers, size_t index, size_t label) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    return tango::c::of_label(answer.logits, label);
  });
}

size_t tango_answer_num_labels(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.labels.size(); });
}

const char* tango_answer_label_at(const tango_answers* answers, size_t index, size_t place) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    const std::string* label = tango::c::at(answer.labels, place);
    return label == nullptr ? nullptr : label->c_str();
  });
}

size_t tango_answer_num_spans(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.answers.size(); });
}

const char* tango_answer_span_text(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.text.c_str(); });
}

size_t tango_answer_span_begin(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.begin; });
}

size_t tango_answer_span_end(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.end; });
}

float tango_answer_span_score(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.score; });
}
