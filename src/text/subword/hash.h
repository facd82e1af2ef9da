// A fast hash of short strings for tables in memory; never stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/random.h"

namespace tango::text {

/// Mixes eight bytes at a time.
inline std::uint32_t hash_bytes(std::string_view bytes) {
  std::uint64_t state = bytes.size() * 0x9E3779B97F4A7C15ULL;
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= bytes.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    state = base::mix64(state ^ word);
  }
  std::uint64_t tail = 0;
  for (unsigned shift = 0; i < bytes.size(); ++i, shift += 8) {
    tail |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << shift;
  }
  return static_cast<std::uint32_t>(base::mix64(state ^ tail) >> 32U);
}

}  // namespace tango::text
