#include "evaluate/tier_answers.h"

#include <algorithm>
#include <span>

namespace tango::evaluate {

TierAnswers answers_of(const checkpoint::LogitsFile& file, cascade::ConfidenceKind kind,
                       float temperature) {
  constexpr auto kType = checkpoint::ProblemType::kSingleLabelClassification;
  const auto texts = static_cast<std::size_t>(file.texts());
  const std::size_t width = file.labels.size();
  TierAnswers answers;
  answers.labels.reserve(texts);
  answers.confidences.reserve(texts);
  for (std::size_t text = 0; text < texts; ++text) {
    const std::span<const float> logits(file.logits.data() + text * width, width);
    const std::vector<float> scores = cascade::scores_of(logits, kType, temperature);
    const auto best = std::max_element(scores.begin(), scores.end());
    answers.labels.push_back(static_cast<int>(best - scores.begin()));
    answers.confidences.push_back(cascade::confidence_of(logits, scores, kType, kind, temperature));
  }
  return answers;
}

}  // namespace tango::evaluate
