#include "calibrate/threshold/fixed_sequence.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace tango::calibrate {
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

}  // namespace tango::calibrate
