#include "calibrate/watch/stability.h"

#include <cmath>
#include <numeric>

namespace tango::calibrate {

double population_stability_index(std::span<const std::int64_t> expected,
                                  std::span<const std::int64_t> actual) {
  const std::int64_t all_expected =
      std::accumulate(expected.begin(), expected.end(), std::int64_t{0});
  const std::int64_t all_actual = std::accumulate(actual.begin(), actual.end(), std::int64_t{0});
  if (all_expected == 0 || all_actual == 0) return 0;
  const double raised = 0.5 * static_cast<double>(expected.size());
  double index = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double before =
        (static_cast<double>(expected[i]) + 0.5) / (static_cast<double>(all_expected) + raised);
    const double now =
        (static_cast<double>(actual[i]) + 0.5) / (static_cast<double>(all_actual) + raised);
    index += (now - before) * std::log(now / before);
  }
  return index;
}

}  // namespace tango::calibrate
