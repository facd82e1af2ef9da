// How requests for answers ended, and how long they took.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "serve/http/record.h"
#include "service/histogram.h"

namespace tango::serve::metrics {

struct RequestTotals {
  std::map<int, std::uint64_t> by_status;
  service::HistogramCounts time;  ///< Nanoseconds, of those that succeeded.
};

/// Thread-safe.
class RequestCounts {
 public:
  /// Of other requests than those for answers, there is the log: probes and scrapes would hide how
  /// many of these fail, and how long they take.
  void add(const http::Record& record) {
    if (!record.is_inference) return;
    const std::lock_guard lock(mutex_);
    ++totals_.by_status[record.status];
    if (record.status < 300) {
      const auto nanoseconds = static_cast<std::uint64_t>(record.time.count());
      ++totals_.time.counts[service::HistogramCounts::bucket_of(nanoseconds)];
      totals_.time.sum += nanoseconds;
    }
  }
  [[nodiscard]] RequestTotals get() const {
    const std::lock_guard lock(mutex_);
    return totals_;
  }

 private:
  mutable std::mutex mutex_;
  RequestTotals totals_;
};

}  // namespace tango::serve::metrics
