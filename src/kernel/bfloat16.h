// bfloat16 as the kernels hold it.
#pragma once

#include <cstdint>

#include "base/bfloat16.h"

namespace tango::kernel {

/// The bits of a bfloat16.
enum class Bfloat16 : std::uint16_t {};

/// Rounds to the nearest, ties to even. Requires a finite value.
[[nodiscard]] inline Bfloat16 to_bfloat16(float value) {
  return static_cast<Bfloat16>(base::bfloat16_from_float(value));
}

[[nodiscard]] inline float to_float(Bfloat16 value) {
  return base::float_from_bfloat16(static_cast<std::uint16_t>(value));
}

}  // namespace tango::kernel
