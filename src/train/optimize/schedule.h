// How large a step is.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tango::train {

/// Linear warm-up to `peak`, then linear decay to 0 at the last step (BERT's).
struct Schedule {
  double peak = 5e-5;
  std::int64_t warm_up_steps = 0;
  std::int64_t total_steps = 1;

  /// Of step 0 … total_steps - 1; never 0 before the end, so that no step is lost.
  [[nodiscard]] double learning_rate(std::int64_t step) const {
    const auto position = static_cast<double>(step);
    if (step < warm_up_steps) return peak * (position + 1) / static_cast<double>(warm_up_steps);
    const auto left = static_cast<double>(total_steps) - position;
    const auto decay = static_cast<double>(std::max<std::int64_t>(1, total_steps - warm_up_steps));
    return peak * std::max(0.0, left / decay);
  }
};

}  // namespace tango::train
