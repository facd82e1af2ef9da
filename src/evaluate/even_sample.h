// A sample that represents the whole.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tango::evaluate {

/// Leaves `count` of the values, evenly from the whole and in their order; all where there are no
/// more. The values that stay depend on their places alone, so lists of one length stay in step.
template <typename Value>
void sample_evenly(std::vector<Value>& values, std::size_t count) {
  const std::size_t all = values.size();
  if (count >= all) return;
  for (std::size_t i = 0; i < count; ++i) std::swap(values[i], values[i * all / count]);
  values.resize(count);
}

}  // namespace tango::evaluate
