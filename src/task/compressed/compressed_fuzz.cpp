// Any bytes as gzip or Zstandard data give an error or bytes, in bounded memory, never a crash.
#include <array>
#include <cstdint>

#include <tango/error.h>

#include "task/compressed/compressed.h"
#include "task/pieces_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte chooses what the name says, and the size of the pieces.
  const auto by_name = static_cast<tango::task::Compression>(data[0] % 3);
  const auto bytes = tango::task::read_in_pieces({data, size}, 1, 1 + (data[0] >> 2U));
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
