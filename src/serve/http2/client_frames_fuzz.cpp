// What passes of any bytes does not depend on the pieces that they come in, keeps within the
// limits, and would pass again as it is.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "serve/http2/client_frames.h"

namespace {

using tango::serve::http2::ClientFrames;

struct Passed {
  std::string bytes;
  bool ended = false;
};

Passed pass(std::string_view bytes, std::size_t piece) {
  ClientFrames frames({.header_bytes = 64, .message_bytes = 32});
  Passed passed;
  for (std::size_t at = 0; at < bytes.size() && !passed.ended; at += piece) {
    passed.ended = frames.take(bytes.substr(at, piece), passed.bytes).has_value();
  }
  return passed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  bytes.append(data + 1, data + size);
  const Passed whole = pass(bytes, bytes.size());
  const Passed pieces = pass(bytes, 1U + data[0]);
  if (whole.ended != pieces.ended || whole.bytes != pieces.bytes) std::abort();
  if (whole.bytes.empty()) return 0;
  const Passed again = pass(whole.bytes, whole.bytes.size());
  if (again.ended || again.bytes != whole.bytes) std::abort();
  return 0;
}
