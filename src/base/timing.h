// The same work, timed again and again.
#pragma once

#include <functional>
#include <vector>

namespace tango::base {

struct RepeatOptions {
  int repeats = 5;         ///< Timed runs, at least.
  double min_seconds = 1;  ///< More runs, until they took this long together …
  int max_repeats = 200;   ///< … or were this many.
  int warm_ups = 2;        ///< Runs before, not timed.
  /// Told after each run, warm-ups included, of how many there will be at least. May be empty.
  std::function<void(int done, int least)> on_run = {};
};

/// Milliseconds of each timed run, in order.
[[nodiscard]] std::vector<double> time_runs(const std::function<void()>& run,
                                            const RepeatOptions& options);

/// The middle one, or the mean of the two in the middle; `values` is not empty.
[[nodiscard]] double median(std::vector<double> values);

struct Spread {
  double fastest;
  double median;
  double slowest;
  double deviation;  ///< The median distance from the median: unmoved by a few slow runs.
};

/// Of times; `values` is not empty.
[[nodiscard]] Spread spread_of(const std::vector<double>& values);

}  // namespace tango::base
