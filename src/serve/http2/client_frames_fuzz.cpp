// What passes of any bytes does not depend on the pieces that they come in, keeps within the
// limits, and would pass again as it is. Neither does what a client is told, and whether it is let
// in.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "serve/http2/client_frames.h"
#include "serve/http2/entrance.h"

namespace {

using tango::serve::http2::ClientFrames;
using tango::serve::http2::Entrance;
using tango::serve::http2::Fields;
using tango::serve::http2::Refusal;

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

struct Told {
  std::string answer;
  Entrance::Decision decision = Entrance::Decision::kNone;
  bool operator==(const Told&) const = default;
};

/// Lets in who has a key; the others are told what they have asked for.
Told look(std::string_view bytes, std::size_t piece) {
  const tango::serve::http2::Gate gate = [](const Fields& fields) -> std::optional<Refusal> {
    if (fields.contains("authorization")) return {};
    return Refusal(fields.begin(), fields.end());
  };
  ClientFrames frames({.header_bytes = 512, .message_bytes = 32});
  Entrance entrance(gate, 256);
  Told told;
  std::string kept;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const bool ended = frames.take(bytes.substr(at, piece), kept).has_value();
    if (frames.has_begun()) told.decision = entrance.look(kept);
    told.answer += entrance.take_answer();
    if (ended || told.decision != Entrance::Decision::kNone) break;
  }
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  bytes.append(data + 1, data + size);
  const Passed whole = pass(bytes, bytes.size());
  if (look(bytes, bytes.size()) != look(bytes, 1U + data[0])) std::abort();
  const Passed pieces = pass(bytes, 1U + data[0]);
  if (whole.ended != pieces.ended || whole.bytes != pieces.bytes) std::abort();
  if (whole.bytes.empty()) return 0;
  const Passed again = pass(whole.bytes, whole.bytes.size());
  if (again.ended || again.bytes != whole.bytes) std::abort();
  return 0;
}
