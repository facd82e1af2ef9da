#include "evaluate/error_analysis.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tango::evaluate {

double credit_of(const Grading& grading, std::size_t tier, std::size_t text) {
  if (!grading.credits.empty()) return grading.credits[tier][text];
  return grading.labels[tier][text] == grading.truths[text] ? 1 : 0;
}

std::vector<ConfidenceQuantile> confidence_quantiles(const RecordedRun& run, std::size_t count) {
  const std::vector<float>& confidences = run.confidences.front();
  std::vector<std::size_t> order(run.texts());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t text) { return confidences[text]; });
  std::vector<ConfidenceQuantile> quantiles(count);
  for (std::size_t i = 0; i < count; ++i) {
    ConfidenceQuantile& part = quantiles[i];
    const std::size_t begin = i * order.size() / count;
    const std::size_t end = (i + 1) * order.size() / count;
    part.texts = end - begin;
    if (begin == end) continue;
    part.lowest = confidences[order[begin]];
    part.highest = confidences[order[end - 1]];
    for (std::size_t at = begin; at < end; ++at) {
      const double first = credit_of(run.grading, 0, order[at]);
      const double last = credit_of(run.grading, run.tiers() - 1, order[at]);
      part.fixed += last > first ? 1 : 0;
      part.introduced += last < first ? 1 : 0;
      part.first_credit += first / static_cast<double>(part.texts);
      part.last_credit += last / static_cast<double>(part.texts);
    }
  }
  return quantiles;
}

std::vector<ReliabilityBin> reliability(std::span<const float> confidences,
                                        std::span<const double> credits, std::size_t bins) {
  std::vector<ReliabilityBin> found(bins);
  const auto width = 1 / static_cast<double>(bins);
  for (std::size_t i = 0; i < bins; ++i) {
    found[i].lowest = width * static_cast<double>(i);
    found[i].highest = i + 1 == bins ? 1 : width * static_cast<double>(i + 1);
  }
  for (std::size_t text = 0; text < confidences.size(); ++text) {
    const double confidence = confidences[text];
    const auto index = static_cast<std::size_t>(confidence * static_cast<double>(bins));
    ReliabilityBin& bin = found[std::min(index, bins - 1)];
    ++bin.texts;
    bin.confidence += confidence;
    bin.credit += credits[text];
  }
  for (ReliabilityBin& bin : found) {
    if (bin.texts == 0) continue;
    bin.confidence /= static_cast<double>(bin.texts);
    bin.credit /= static_cast<double>(bin.texts);
  }
  return found;
}

double expected_calibration_error(std::span<const ReliabilityBin> bins) {
  double distance = 0;
  std::size_t texts = 0;
  for (const ReliabilityBin& bin : bins) {
    distance += static_cast<double>(bin.texts) * std::abs(bin.confidence - bin.credit);
    texts += bin.texts;
  }
  return texts == 0 ? 0 : distance / static_cast<double>(texts);
}

}  // namespace tango::evaluate
