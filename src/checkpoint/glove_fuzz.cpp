// Any text as a GloVe file: an error that names a line, or vectors, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tango/error.h>

#include "checkpoint/glove.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)tango::checkpoint::parse_glove({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const tango::Error&) {
  }
  return 0;
}
