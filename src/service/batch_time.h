// How long a batch of a tier takes, learnt from those that ran.
#pragma once

#include "service/task.h"

namespace tango::service {

/// A line through the times of the last batches over their tokens. Not thread-safe.
class BatchTime {
 public:
  /// A batch of `tokens` (> 0) took `time`.
  void add(int tokens, Duration time);

  /// Of a batch of `tokens`, with twice the mean distance from the line on top; 0 until something
  /// has been measured.
  [[nodiscard]] Duration of(int tokens) const;

  [[nodiscard]] bool known() const { return weight_ > 0; }

  /// A text was given up because of an estimate. Without a new measurement, estimates shrink by it
  /// slowly: else one that was too high would be believed for ever.
  void doubt();

 private:
  [[nodiscard]] double line(double tokens) const;

  double weight_ = 0, x_ = 0, y_ = 0, xx_ = 0, xy_ = 0;  // decayed sums; y in nanoseconds
  double distance_ = 0;
  double trust_ = 1;
};

}  // namespace tango::service
