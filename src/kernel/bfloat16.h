// bfloat16: the upper half of an fp32 number.
#pragma once

#include <bit>
#include <cstdint>

namespace tango::kernel {

/// The bits of a bfloat16.
enum class Bfloat16 : std::uint16_t {};

/// Rounds to the nearest, ties to even. Requires a finite value.
[[nodiscard]] inline Bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<Bfloat16>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

[[nodiscard]] inline float to_float(Bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

}  // namespace tango::kernel
