#include "calibrate/threshold/fixed_sequence.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {
namespace {

PairedCounts counts_at(std::span<const LabelledText> texts, float threshold) {
  PairedCounts counts{.texts = static_cast<std::int64_t>(texts.size())};
  for (const LabelledText& text : texts) {
    counts.last_right += text.last_right ? 1 : 0;
    if (!accepts(threshold, text.confidence)) continue;
    counts.lost += text.last_right && !text.cheap_right ? 1 : 0;
    counts.gained += !text.last_right && text.cheap_right ? 1 : 0;
  }
  return counts;
}

}  // namespace

std::vector<float> falling_thresholds(std::span<const float> confidences, std::size_t most) {
  std::vector<float> sorted;
  std::ranges::copy_if(confidences, std::back_inserter(sorted),
                       [](float confidence) { return !std::isnan(confidence); });
  std::ranges::sort(sorted, std::greater<>());
  std::vector<float> thresholds;
  const std::size_t count = std::min(most, sorted.size());
  for (std::size_t i = 1; i <= count; ++i) {
    const float threshold = sorted[i * sorted.size() / count - 1];
    if (threshold < 1 && (thresholds.empty() || threshold < thresholds.back())) {
      thresholds.push_back(threshold);
    }
  }
  if (!thresholds.empty()) thresholds.back() = 0;
  return thresholds;
}

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> choosing,
                                         std::span<const LabelledText> certifying, double keep,
                                         double significance) {
  PairedTest test(keep, significance);
  return choose_labelled_threshold(choosing, certifying, test);
}

LabelledChoice choose_labelled_threshold(std::span<const LabelledText> choosing,
                                         std::span<const LabelledText> certifying,
                                         PairedTest& test) {
  std::vector<float> confidences;
  for (const LabelledText& text : choosing) confidences.push_back(text.confidence);
  const std::vector<float> thresholds = falling_thresholds(confidences, kMostCandidates);
  const std::size_t passed = fixed_sequence(thresholds.size(), [&](std::size_t i) {
    return test.shows(counts_at(certifying, thresholds[i]));
  });
  const float threshold = passed == 0 ? kAcceptNothing : thresholds[passed - 1];
  return {.threshold = threshold, .counts = counts_at(certifying, threshold)};
}

}  // namespace tango::calibrate
