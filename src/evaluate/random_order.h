// Texts in a random order, the same for the same seed and name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"

namespace tango::evaluate {

/// Fisher and Yates's shuffle of 0 … size - 1.
inline std::vector<std::size_t> random_order(std::size_t size, std::uint64_t seed,
                                             std::string_view name) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const base::RandomStream stream(seed, name);
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[stream.below(i, i)]);
  return order;
}

}  // namespace tango::evaluate
