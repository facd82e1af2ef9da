// From the logits of every token to the answer.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reading/windows.h"

namespace tango::reading {

struct SpanOptions {
  std::size_t best = 20;     ///< Starts and ends that are looked at in a window.
  std::size_t longest = 30;  ///< Tokens of an answer.
  float temperature = 1;     ///< Of probabilities.
};

/// A piece of the context.
struct FoundSpan {
  std::size_t begin = 0, end = 0;  ///< Bytes of the context, [begin, end).
  float score = 0;                 ///< The logit of its start plus that of its end.
  /// p(start) p(end): two softmaxes, each over the context's tokens of all windows.
  float probability = 0;
};

/// The best `options.best` spans over all windows, the best first; each piece of the context once.
/// `logits`: for each window [tokens x 2] start and end logits. Empty when the context has no
/// token. NaN counts as the least.
[[nodiscard]] std::vector<FoundSpan> find_spans(std::span<const Window> windows,
                                                std::span<const std::span<const float>> logits,
                                                const SpanOptions& options = {});

/// The best span's text, or "".
[[nodiscard]] std::string answer_text(std::string_view context, std::span<const FoundSpan> spans);

/// The best answer to each question, by its id. `windows`: of each question, in order; `logits`: of
/// each window, all one behind the other.
[[nodiscard]] std::map<std::string, std::string, std::less<>> answer_texts(
    std::span<const Question> questions, std::span<const std::vector<Window>> windows,
    std::span<const std::vector<float>> logits);

}  // namespace tango::reading
