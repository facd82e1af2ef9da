// From the logits of a question-answering model to the spans of a context that answer a question.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cascade/confidence.h"
#include "cascade/request.h"
#include "reading/windows.h"

namespace tango::cascade {

/// The maximum number of spans in an answer.
inline constexpr std::size_t kMostSpans = 5;

struct SpanAnswers {
  std::vector<SpanAnswer> best;  ///< The most probable first; empty if the context has no token.
  float confidence = 0;          ///< In 0 … 1.
};

/// `logits`: [tokens x 2] of each window, one window after the other. Confidence is the best span's
/// probability (reading::FoundSpan) or, for margin, its lead over the second's; entropy and energy
/// are those of the best 20 spans' scores, as if these were labels. It is 0 if a logit is not a
/// number.
[[nodiscard]] SpanAnswers answer_spans(std::string_view context,
                                       std::span<const reading::Window> windows,
                                       std::span<const float> logits, ConfidenceKind kind,
                                       float temperature);

}  // namespace tango::cascade
