// Random inputs for kernel tests.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace tango::kernel {

/// `count` values in [-scale, scale), the same for the same name.
inline std::vector<float> random_values(std::string_view name, std::size_t count,
                                        float scale = 1.0F) {
  const base::RandomStream stream(1, name);
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = scale * stream.signed_unit(i);
  return values;
}

/// Half the distance from 1 to the next float: what one rounding may add, relatively.
inline constexpr double kRounding = 0x1p-24;

}  // namespace tango::kernel
