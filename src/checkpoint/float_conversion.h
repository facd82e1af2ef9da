// Elements of a file in other precisions to float.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tango::checkpoint {

/// IEEE 754 binary16 to binary32: exact, subnormals, infinities and NaN included.
[[nodiscard]] inline float float_from_half(std::uint16_t half) {
  const std::uint32_t magnitude = (half & 0x7FFFU) << 13U;
  // A multiplication moves the exponent's bias from 15 to 127 and normalises subnormals.
  std::uint32_t bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112F);
  if (magnitude >= 0x0F800000U) bits = magnitude | 0x7F800000U;
  return std::bit_cast<float>(bits | ((half & 0x8000U) << 16U));
}

/// Converts `count` little-endian elements at `src`, which need no alignment.
void convert_half(const std::byte* src, std::size_t count, float* dst);
void convert_bfloat16(const std::byte* src, std::size_t count, float* dst);
/// To the nearest float, as PyTorch rounds.
void convert_double(const std::byte* src, std::size_t count, float* dst);

}  // namespace tango::checkpoint
