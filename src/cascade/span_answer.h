// From a reader's logits to the pieces of a context that answer a question.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cascade/confidence.h"
#include "cascade/request.h"
#include "reading/windows.h"

namespace tango::cascade {

/// How many pieces an answer holds, at most.
inline constexpr std::size_t kMostSpans = 5;

struct SpanAnswers {
  std::vector<SpanAnswer> best;  ///< The likeliest first; empty where the context has no token.
  float confidence = 0;          ///< In 0 … 1.
};

/// `logits`: [tokens x 2] of each window, one behind the other. Confidence is the best span's
/// probability (reading::FoundSpan), or what it has more than the second's (margin); entropy and
/// energy are those of the best 20 spans' scores, as if they were labels. 0 where a logit is not a
/// number.
[[nodiscard]] SpanAnswers answer_spans(std::string_view context,
                                       std::span<const reading::Window> windows,
                                       std::span<const float> logits, ConfidenceKind kind,
                                       float temperature);

}  // namespace tango::cascade
