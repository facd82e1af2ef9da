#include "evaluate/band.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tango::evaluate {
namespace {

double interpolated_percentile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

}  // namespace

Band band_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {.mean = sum / static_cast<double>(values.size()),
          .low = interpolated_percentile(values, 0.05),
          .median = interpolated_percentile(values, 0.5),
          .high = interpolated_percentile(values, 0.95),
          .lower_limit = interpolated_percentile(values, 0.025),
          .upper_limit = interpolated_percentile(values, 0.975)};
}

}  // namespace tango::evaluate
