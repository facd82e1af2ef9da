#include "service/histogram.h"

#include <algorithm>
#include <numeric>

namespace tango::service {

std::uint64_t HistogramCounts::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

double HistogramCounts::percentile(double share) const {
  const double wanted = share * static_cast<double>(total());
  double before = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    const auto here = static_cast<double>(counts[bucket]);
    if (here > 0 && before + here >= wanted) {
      const auto least = static_cast<double>(least_of(bucket));
      const auto width = static_cast<double>(least_of(bucket + 1)) - least;
      return least + (width - 1) * std::clamp((wanted - before) / here, 0.0, 1.0);
    }
    before += here;
  }
  return 0;
}

HistogramCounts& HistogramCounts::operator+=(const HistogramCounts& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts[i] += other.counts[i];
  sum += other.sum;
  return *this;
}

void Histogram::add_to(HistogramCounts& counts) const {
  for (std::size_t i = 0; i < HistogramCounts::kBuckets; ++i) counts.counts[i] += counts_[i].get();
  counts.sum += sum_.get();
}

}  // namespace tango::service
