// A value over draws: its mean, and where nine in ten of them lie.
#pragma once

#include <vector>

namespace tango::evaluate {

struct Band {
  double mean = 0;
  double low = 0;  ///< 5th percentile.
  double median = 0;
  double high = 0;  ///< 95th percentile.
};

/// All 0 of no values. Percentiles by linear interpolation, as numpy.percentile has them.
[[nodiscard]] Band band_of(std::vector<double> values);

}  // namespace tango::evaluate
