#include "train/data/span_data.h"

#include <algorithm>

#include <ATen/Parallel.h>

#include <tango/error.h>

namespace tango::train {

SpanData make_span_data(std::vector<reading::Question> questions, const text::Tokenizer& tokenizer,
                        const reading::WindowOptions& options) {
  SpanData result;
  result.questions = std::move(questions);
  result.windows.resize(result.questions.size());
  at::parallel_for(
      0, static_cast<std::int64_t>(result.questions.size()), 16,
      [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
          const reading::Question& question = result.questions[i];
          result.windows[i] =
              reading::make_windows(tokenizer, question.question, *question.context, options);
        }
      });
  std::vector<std::int64_t> targets;
  for (std::size_t i = 0; i < result.questions.size(); ++i) {
    for (const reading::Window& window : result.windows[i]) {
      result.data.add(window);
      const auto& answers = result.questions[i].answers;
      const auto place =
          answers.empty() ? std::nullopt : reading::tokens_of(window, answers.front());
      targets.push_back(place ? static_cast<std::int64_t>(place->first) : 0);
      targets.push_back(place ? static_cast<std::int64_t>(place->second) : 0);
    }
  }
  result.data.targets = at::empty({result.data.size(), 2}, at::kLong);
  std::copy(targets.begin(), targets.end(), result.data.targets.data_ptr<std::int64_t>());
  return result;
}

void check_answers(const SpanData& spans) {
  if (spans.data.size() > 0 && spans.data.targets.any().item<bool>()) return;
  throw Error(ErrorCode::kInvalidInput,
              "none of the questions has an answer in its context; there is nothing to learn");
}

}  // namespace tango::train
