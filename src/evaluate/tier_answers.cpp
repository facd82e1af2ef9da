#include "evaluate/tier_answers.h"

#include <algorithm>

namespace tango::evaluate {

TierAnswers answers_of(std::span<const float> logits, std::size_t labels,
                       cascade::ConfidenceKind kind, float temperature) {
  constexpr auto kType = checkpoint::ProblemType::kSingleLabelClassification;
  const std::size_t texts = logits.size() / labels;
  TierAnswers answers;
  answers.labels.reserve(texts);
  answers.confidences.reserve(texts);
  for (std::size_t text = 0; text < texts; ++text) {
    const std::span<const float> own = logits.subspan(text * labels, labels);
    const std::vector<float> scores = cascade::scores_of(own, kType, temperature);
    const auto best = std::max_element(scores.begin(), scores.end());
    answers.labels.push_back(static_cast<int>(best - scores.begin()));
    answers.confidences.push_back(cascade::confidence_of(own, scores, kType, kind, temperature));
  }
  return answers;
}

TierAnswers answers_of(const checkpoint::LogitsFile& file, cascade::ConfidenceKind kind,
                       float temperature) {
  return answers_of({file.logits.data(), file.logits.size()}, file.labels.size(), kind,
                    temperature);
}

}  // namespace tango::evaluate
