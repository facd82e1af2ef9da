#include "serve/http2/frame.h"

namespace tango::serve::http2 {

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

void append_number(std::string& to, std::uint32_t value, unsigned bytes) {
  while (bytes-- > 0) to += static_cast<char>(value >> 8U * bytes);
}

Frame frame_of(std::string_view bytes) {
  const std::size_t size = payload_size(bytes);
  return {.kind = static_cast<FrameKind>(bytes[3]),
          .flags = static_cast<std::uint8_t>(bytes[4]),
          .stream = number(bytes.substr(5, 4)) & kAnyStream,
          .payload = bytes.substr(kFrameHeader, size),
          .whole = bytes.substr(0, kFrameHeader + size)};
}

void append_frame(std::string& to, FrameKind kind, std::uint8_t flags, std::uint32_t stream,
                  std::string_view payload) {
  append_number(to, static_cast<std::uint32_t>(payload.size()), 3);
  append_number(to, kind, 1);
  append_number(to, flags, 1);
  append_number(to, stream, 4);
  to += payload;
}

std::string go_away(const Violation& violation, std::uint32_t last_stream) {
  std::string payload;
  append_number(payload, last_stream, 4);
  append_number(payload, static_cast<std::uint32_t>(violation.code), 4);
  payload += violation.reason;
  std::string frame;
  append_frame(frame, kGoAway, 0, 0, payload);
  return frame;
}

}  // namespace tango::serve::http2
