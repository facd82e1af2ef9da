// Any bytes as a ModelInferRequest give an error or texts to answer.
#include <cstdint>
#include <cstdlib>

#include <tango/error.h>

#include "serve/grpc/infer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ::inference::ModelInferRequest message;
  if (!message.ParseFromArray(data, static_cast<int>(size))) return 0;
  try {
    const auto request = tango::serve::grpc::read_infer(message);
    if (request.texts.empty()) std::abort();
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kInvalidInput) std::abort();
  }
  return 0;
}
