// How much clients may ask for in vain.
#pragma once

#include <algorithm>

#include "service/task.h"

namespace tango::serve::http2 {

/// Something of which there is a store that fills up again with time.
class Store {
 public:
  Store(double most, double a_second) : most_(most), a_second_(a_second), left_(most) {}

  /// `much`: below zero, it is put back. There may be too little, but not by more than the store.
  void take(double much, service::TimePoint now) {
    left_ = std::clamp(left(now) - much, -most_, most_);
    at_ = now;
  }

  [[nodiscard]] bool is_empty(service::TimePoint now) const { return left(now) <= 0; }

 private:
  [[nodiscard]] double left(service::TimePoint now) const {
    return std::min(most_, left_ + a_second_ * std::chrono::duration<double>(now - at_).count());
  }

  const double most_;
  const double a_second_;
  double left_;
  service::TimePoint at_;
};

}  // namespace tango::serve::http2
