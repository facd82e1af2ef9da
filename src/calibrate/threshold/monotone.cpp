#include "calibrate/threshold/monotone.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/groups.h"

namespace tango::calibrate {
namespace {

std::vector<float> differing_confidences(std::span<const ScoredText> texts,
                                         const Promise& promise) {
  std::vector<float> confidences;
  for (const ScoredText& text : texts) {
    if (text.differs && counts_for(text, promise) && !std::isnan(text.confidence)) {
      confidences.push_back(text.confidence);
    }
  }
  return confidences;
}

float lowest_of_independent(std::span<const ScoredText> texts, std::int64_t count,
                            const Promise& promise, double significance) {
  const std::optional<std::int64_t> allowed = losses_allowed(count, promise.risk, significance);
  if (!allowed) return kAcceptNothing;
  std::vector<float> losses = differing_confidences(texts, promise);
  const auto first_refused = static_cast<std::size_t>(*allowed);
  if (losses.size() <= first_refused) return 0;
  std::ranges::nth_element(losses, losses.begin() + *allowed, std::greater<>());
  return just_above(losses[first_refused]);
}

float lowest_of_groups(std::span<const ScoredText> texts, const CountedTexts& counted,
                       const Promise& promise, double significance) {
  std::vector<float> losses = differing_confidences(texts, promise);
  std::ranges::sort(losses, std::greater<>());
  float lowest = kAcceptNothing;
  for (const float confidence : losses) {
    const float threshold = just_above(confidence);
    if (threshold >= lowest) continue;
    if (!counted.show(promise.risk, threshold, significance)) return lowest;
    lowest = threshold;
  }
  return counted.show(promise.risk, 0, significance) ? 0 : lowest;
}

PromiseEvidence evidence_of(std::span<const ScoredText> texts, const Promise& promise,
                            double significance) {
  PromiseEvidence evidence;
  const CountedTexts counted(texts, promise);
  evidence.texts = static_cast<std::int64_t>(counted.groups().texts());
  evidence.threshold = counted.groups().are_single_texts()
                           ? lowest_of_independent(texts, evidence.texts, promise, significance)
                           : lowest_of_groups(texts, counted, promise, significance);
  return evidence;
}

}  // namespace

MonotoneChoice choose_threshold(std::span<const ScoredText> texts,
                                std::span<const Promise> promises, double significance) {
  MonotoneChoice choice;
  choice.threshold = 0;
  for (const Promise& promise : promises) {
    choice.promises.push_back(evidence_of(texts, promise, significance));
    choice.threshold = std::max(choice.threshold, choice.promises.back().threshold);
  }
  for (const ScoredText& text : texts) {
    if (!accepts(choice.threshold, text.confidence)) continue;
    ++choice.accepted;
    for (std::size_t i = 0; i < promises.size(); ++i) {
      choice.promises[i].losses += text.differs && counts_for(text, promises[i]) ? 1 : 0;
    }
  }
  return choice;
}

}  // namespace tango::calibrate
