// Any bytes as gzip or Zstandard data give an error or bytes, in bounded memory, never a crash.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <tango/error.h>

#include "task/compressed/compressed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte chooses what the name says, and the size of the pieces.
  const auto by_name = static_cast<tango::task::Compression>(data[0] % 3);
  const std::size_t piece = 1 + (data[0] >> 2U);
  std::size_t given = 1;
  const auto bytes = [&](std::span<char> space) {
    const std::size_t count = std::min({piece, space.size(), size - given});
    std::memcpy(space.data(), data + given, count);
    given += count;
    return count;
  };
  try {
    const auto read = tango::task::decompressed(bytes, "fuzz", by_name);
    std::array<char, 4096> space{};
    for (int pieces = 0; pieces < 256 && read(space) > 0; ++pieces) {
    }
  } catch (const tango::Error&) {
    return 0;
  }
  return 0;
}
