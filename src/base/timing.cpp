#include "base/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace tango::base {

std::vector<double> time_runs(const std::function<void()>& run, const RepeatOptions& options) {
  using Clock = std::chrono::steady_clock;
  int done = 0;
  const auto told = [&] {
    ++done;
    if (options.on_run) options.on_run(done, options.warm_ups + options.repeats);
  };
  for (int i = 0; i < options.warm_ups; ++i) {
    run();
    told();
  }
  std::vector<double> milliseconds;
  double total_seconds = 0;
  const auto wants_more = [&] {
    const auto timed = static_cast<int>(milliseconds.size());
    return timed < options.repeats ||
           (total_seconds < options.min_seconds && timed < options.max_repeats);
  };
  while (wants_more()) {
    const Clock::time_point start = Clock::now();
    run();
    const std::chrono::duration<double> taken = Clock::now() - start;
    milliseconds.push_back(taken.count() * 1e3);
    total_seconds += taken.count();
    told();
  }
  return milliseconds;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Spread spread_of(const std::vector<double>& values) {
  const auto [fastest, slowest] = std::ranges::minmax(values);
  const double middle = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - middle));
  return {fastest, middle, slowest, median(std::move(distances))};
}

}  // namespace tango::base
