#include "reading/windows.h"

namespace tango::reading {
namespace {

/// The question, cut behind its last token that may stay.
std::string_view cut(const text::Tokenizer& tokenizer, std::string_view question, int most) {
  const text::Encoding encoding = tokenizer.encode(question, std::nullopt, {0, true});
  int kept = 0;
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    if (encoding.sequence[i] != 0) continue;
    if (++kept > most) return question.substr(0, encoding.offsets[i].begin);
  }
  return question;
}

}  // namespace

std::vector<Window> make_windows(const text::Tokenizer& tokenizer, std::string_view question,
                                 std::string_view context, const WindowOptions& options) {
  std::vector<Window> windows;
  for (text::Encoding& encoding :
       tokenizer.encode_windows(cut(tokenizer, question, options.question_tokens), context,
                                {options.max_tokens, true}, options.stride)) {
    Window window{std::move(encoding), 0, 0};
    const auto& sequence = window.encoding.sequence;
    while (window.begin < sequence.size() && sequence[window.begin] != 1) ++window.begin;
    window.end = window.begin;
    while (window.end < sequence.size() && sequence[window.end] == 1) ++window.end;
    windows.push_back(std::move(window));
  }
  return windows;
}

std::optional<std::pair<std::size_t, std::size_t>> tokens_of(const Window& window,
                                                             const Answer& answer) {
  const auto& offsets = window.encoding.offsets;
  const std::size_t answer_end = answer.begin + answer.text.size();
  std::optional<std::size_t> first, last;
  for (std::size_t i = window.begin; i < window.end; ++i) {
    if (offsets[i].end <= answer.begin || offsets[i].begin >= answer_end) continue;
    if (!first) first = i;
    last = i;
  }
  if (!first || offsets[*first].begin > answer.begin || offsets[*last].end < answer_end) {
    return std::nullopt;
  }
  return std::pair(*first, *last);
}

}  // namespace tango::reading
