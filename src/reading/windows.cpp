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
  const std::string_view kept = cut(tokenizer, question, options.question_tokens);
  std::vector<Window> windows =
      tokenizer.encode_windows(kept, context, {options.max_tokens, true}, options.stride);
  for (Window& window : windows) window.truncated = kept.size() < question.size();
  return windows;
}

ContextTokens::ContextTokens(const Window& window) {
  const std::vector<std::int32_t>& sequence = window.sequence;
  while (begin < sequence.size() && sequence[begin] != 1) ++begin;
  end = begin;
  while (end < sequence.size() && sequence[end] == 1) ++end;
}

std::optional<std::pair<std::size_t, std::size_t>> tokens_of(const Window& window,
                                                             const Answer& answer) {
  const auto& offsets = window.offsets;
  const ContextTokens context(window);
  const std::size_t answer_end = answer.begin + answer.text.size();
  std::optional<std::size_t> first, last;
  for (std::size_t i = context.begin; i < context.end; ++i) {
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
