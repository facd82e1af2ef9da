// Any body, split anywhere into JSON and binary tensors, gives an error or texts to answer.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <tango/error.h>

#include "serve/kserve/infer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  // The first two bytes say how long the JSON is; 0: all of it.
  const std::size_t json_bytes = data[0] | static_cast<std::size_t>(data[1]) << 8U;
  const std::string_view body(reinterpret_cast<const char*>(data + 2), size - 2);
  try {
    const auto request =
        tango::serve::kserve::parse_infer(body, json_bytes == 0 ? "" : std::to_string(json_bytes));
    if (request.texts.empty()) std::abort();
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kInvalidInput) std::abort();
  }
  return 0;
}
