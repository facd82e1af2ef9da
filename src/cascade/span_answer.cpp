#include "cascade/span_answer.h"

#include <algorithm>
#include <cmath>

#include "reading/spans.h"

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;
using reading::FoundSpan;

float confidence_of_spans(std::span<const FoundSpan> spans, ConfidenceKind kind,
                          float temperature) {
  if (spans.empty()) return 0;
  const float best = spans[0].probability;
  switch (kind) {
    case ConfidenceKind::kMaxProbability:
    case ConfidenceKind::kLearned:
      return best;
    case ConfidenceKind::kMargin:
      return spans.size() == 1 ? best : best - spans[1].probability;
    case ConfidenceKind::kEntropy:
    case ConfidenceKind::kEnergy:
      break;
  }
  constexpr auto kOneOf = ProblemType::kSingleLabelClassification;
  std::vector<float> scores(spans.size());
  std::ranges::transform(spans, scores.begin(), &FoundSpan::score);
  return confidence_of(scores, scores_of(scores, kOneOf, temperature), kOneOf, kind, temperature);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

SpanAnswer make_answer(std::string_view context, const FoundSpan& span) {
  const std::string_view text = context.substr(span.begin, span.end - span.begin);
  const std::size_t begin = code_points(context.substr(0, span.begin));
  return {std::string(text), begin, begin + code_points(text), span.probability};
}

}  // namespace

SpanAnswers answer_spans(std::string_view context, std::span<const reading::Window> windows,
                         std::span<const float> logits, ConfidenceKind kind, float temperature) {
  std::vector<std::span<const float>> of_windows;
  std::size_t begin = 0;
  for (const reading::Window& window : windows) {
    of_windows.push_back(logits.subspan(begin, 2 * window.ids.size()));
    begin += of_windows.back().size();
  }
  const std::vector<FoundSpan> spans =
      reading::find_spans(windows, of_windows, {.temperature = temperature});
  SpanAnswers answers;
  for (const FoundSpan& span : std::span(spans).first(std::min(spans.size(), kMostSpans))) {
    answers.best.push_back(make_answer(context, span));
  }
  const bool sound = std::ranges::all_of(logits, [](float x) { return std::isfinite(x); });
  if (sound) {
    answers.confidence = std::clamp(confidence_of_spans(spans, kind, temperature), 0.0F, 1.0F);
  }
  return answers;
}

}  // namespace tango::cascade
