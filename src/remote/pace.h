// How often an endpoint may be asked: budgets a minute, and a circuit breaker. Pure: the caller
// says what time it is.
#pragma once

#include <chrono>

namespace tango::remote {

using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// A token bucket that holds a minute's worth, full at first. Not thread-safe.
class Budget {
 public:
  /// 0: there is no limit.
  explicit Budget(double per_minute) : per_minute_(per_minute), left_(per_minute) {}

  /// How long to wait until `amount` may be spent; what exceeds the bucket waits until it is full.
  [[nodiscard]] Duration wait_for(double amount, TimePoint now);
  /// Also more than there is: then it is in debt. Negative where less was needed than was spent.
  void spend(double amount, TimePoint now);

 private:
  void refill(TimePoint now);

  double per_minute_;
  double left_;
  TimePoint refilled_{};
};

/// Opens after some failures in a row: then nothing is asked for a while, twice as long each time,
/// and after that one request tries. Not thread-safe.
class Circuit {
 public:
  /// How long nothing is to be asked; zero: ask. A caller that is told zero asks.
  [[nodiscard]] Duration closed_for(TimePoint now);
  void succeeded();
  void failed(TimePoint now);

 private:
  int failures_ = 0;  // in a row
  TimePoint closed_until_{};
  bool tries_ = false;  // one request, to see
};

/// Before try number `tries` (from 1) after a failure; `random` in 0 … 1 spreads them.
[[nodiscard]] Duration back_off(int tries, double random);

}  // namespace tango::remote
