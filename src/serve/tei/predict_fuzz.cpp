// Any body gives an error or texts to answer, never a crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <tango/error.h>

#include "serve/tei/predict.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto request = tango::serve::tei::parse_predict(
        std::string_view(reinterpret_cast<const char*>(data), size));
    if (request.texts.empty()) std::abort();
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kInvalidInput) std::abort();
  }
  return 0;
}
