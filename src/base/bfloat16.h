// bfloat16: the upper half of an fp32 number.
#pragma once

#include <bit>
#include <cstdint>

namespace tango::base {

/// The bits of the nearest, ties to even. Requires a finite value.
[[nodiscard]] inline std::uint16_t bfloat16_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

[[nodiscard]] inline float float_from_bfloat16(std::uint16_t upper) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(upper) << 16U);
}

}  // namespace tango::base
