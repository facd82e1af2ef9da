// Counter-based random numbers: any element of a named stream can be computed by itself, in any
// order, and is the same in C++ and in Python (tests/parity/tango_parity/random_weights.py).
#pragma once

#include <cstdint>
#include <string_view>

namespace tango::base {

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
/// generators").
constexpr std::uint64_t mix64(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

/// FNV-1a, 64 bits.
constexpr std::uint64_t fnv1a64(std::string_view bytes,
                                std::uint64_t state = 0xCBF29CE484222325ULL) {
  for (const char byte : bytes) {
    state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  }
  return state;
}

/// A stream of numbers, one per index. Thread-safe: it has no state but its key.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t seed, std::string_view name)
      : key_(fnv1a64(name) ^ mix64(seed)) {}

  /// 64 random bits.
  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t index) const {
    return mix64(key_ + (index + 1) * 0x9E3779B97F4A7C15ULL);
  }

  /// A multiple of 2^-23 in [-1, 1), exact in float.
  [[nodiscard]] constexpr float signed_unit(std::uint64_t index) const {
    const auto high = static_cast<std::int32_t>(bits(index) >> 40U);
    return static_cast<float>(high - (1 << 23)) * 0x1p-23F;
  }

  /// An integer in [0, bound); bound > 0. The bias is below bound / 2^64.
  [[nodiscard]] std::uint64_t below(std::uint64_t index, std::uint64_t bound) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(bits(index)) * bound) >> 64U);
  }

 private:
  std::uint64_t key_;
};

}  // namespace tango::base
