// A value over draws: its mean, and where most of them lie.
#pragma once

#include <vector>

namespace tango::evaluate {

struct Band {
  double mean = 0;
  double low = 0;  ///< 5th percentile.
  double median = 0;
  double high = 0;         ///< 95th percentile.
  double lower_limit = 0;  ///< 2.5th percentile, the lower end of an interval of 95 %.
  double upper_limit = 0;  ///< 97.5th percentile.
};

/// All 0 of no values. Percentiles by linear interpolation, as numpy.percentile has them.
[[nodiscard]] Band band_of(std::vector<double> values);

}  // namespace tango::evaluate
