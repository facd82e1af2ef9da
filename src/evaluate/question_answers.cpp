#include "evaluate/question_answers.h"

#include <algorithm>
#include <span>
#include <utility>

#include <tango/error.h>

#include "reading/spans.h"

namespace tango::evaluate {
namespace {

constexpr std::size_t kWindowsOfABatch = 8;

using Logits = std::vector<float>;  // [tokens x 2] of a window

std::vector<Logits> logits_of(const model::Model& reader,
                              const std::vector<const reading::Window*>& windows,
                              const base::Team& team) {
  std::vector<std::size_t> order(windows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return windows[left]->encoding.ids.size() < windows[right]->encoding.ids.size();
  });
  std::vector<Logits> all(windows.size());
  const auto workspace = reader.make_workspace();
  model::PackedBatch batch;
  Logits logits;
  for (std::size_t begin = 0; begin < order.size(); begin += kWindowsOfABatch) {
    const auto some =
        std::span(order).subspan(begin, std::min(kWindowsOfABatch, order.size() - begin));
    batch.clear();
    for (const std::size_t i : some) {
      batch.add(windows[i]->encoding.ids, windows[i]->encoding.type_ids);
    }
    logits.resize(reader.logits_of(batch));
    reader.forward(batch, *workspace, logits, team);
    auto next = logits.begin();
    for (const std::size_t i : some) {
      const auto count = static_cast<std::ptrdiff_t>(2 * windows[i]->encoding.ids.size());
      all[i].assign(next, next + count);
      next += count;
    }
  }
  return all;
}

}  // namespace

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
    const model::Model& reader, const TokenizedQuestions& questions, const base::Team& team) {
  if (!reader.answers_spans()) {
    throw Error(ErrorCode::kUnsupported,
                "the model is no reader: it has no head for the spans of answers");
  }
  std::vector<const reading::Window*> windows;
  for (const auto& own : questions.windows) {
    for (const reading::Window& window : own) windows.push_back(&window);
  }
  const std::vector<Logits> logits = logits_of(reader, windows, team);
  std::map<std::string, std::string, std::less<>> answers;
  std::size_t first = 0;
  for (std::size_t i = 0; i < questions.questions.size(); ++i) {
    const auto& own = questions.windows[i];
    const std::vector<std::span<const float>> parts(
        logits.begin() + static_cast<std::ptrdiff_t>(first),
        logits.begin() + static_cast<std::ptrdiff_t>(first + own.size()));
    first += own.size();
    const reading::Question& question = questions.questions[i];
    answers[question.id] = reading::answer_text(*question.context, reading::find_spans(own, parts));
  }
  return answers;
}

}  // namespace tango::evaluate
