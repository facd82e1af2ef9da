// Any bytes as a safetensors file: an error or tensors, never a crash.
#include <cstddef>
#include <cstdint>
#include <span>

#include <tango/error.h>

#include "checkpoint/safetensors_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tango;
  try {
    const auto file = std::as_bytes(std::span(data, size));
    for (const checkpoint::TensorEntry& entry : checkpoint::parse_safetensors(file, "fuzz")) {
      try {
        (void)checkpoint::load_entry(entry, entry.shape, "fuzz");
      } catch (const Error&) {  // a type that holds no weights
      }
    }
  } catch (const Error&) {
  }
  return 0;
}
