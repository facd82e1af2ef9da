// Bytes as a pytorch_model.bin, and as the pickle in it.
#include <cstddef>
#include <cstdint>
#include <span>

#include <tango/error.h>

#include "checkpoint/pickle/pickled_weights.h"
#include "checkpoint/pickle/unpickler.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  try {
    (void)tango::checkpoint::unpickle_tensors(bytes, "fuzz");
  } catch (const tango::Error&) {
  }
  try {
    std::vector<std::vector<std::byte>> copies;
    (void)tango::checkpoint::parse_pickled_weights(bytes, "fuzz", copies);
  } catch (const tango::Error&) {
  }
  return 0;
}
