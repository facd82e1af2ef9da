// Frames of HTTP/2 (RFC 9113, 4 and 6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tango::serve::http2 {

inline constexpr std::string_view kClientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
inline constexpr std::size_t kFrameHeader = 9;  // bytes

enum FrameKind : std::uint8_t {
  kData = 0,
  kHeaders = 1,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kContinuation = 9,
};
enum FrameFlag : std::uint8_t {
  kEndStream = 1,
  kAcknowledges = 1,  // of kSettings and kPing
  kEndHeaders = 4,
  kPadded = 8,
  kHasPriority = 0x20,
};

struct Frame {
  FrameKind kind;
  std::uint8_t flags;
  std::uint32_t stream;
  std::string_view payload;
  std::string_view whole;

  [[nodiscard]] bool has(FrameFlag flag) const { return (flags & flag) != 0; }
};

/// Big-endian, of at most four bytes.
[[nodiscard]] std::uint32_t number(std::string_view bytes);
void append_number(std::string& to, std::uint32_t value, unsigned bytes);

/// Of the frame that begins there. Requires: its header.
[[nodiscard]] inline std::size_t payload_size(std::string_view bytes) {
  return number(bytes.substr(0, 3));
}

/// The frame that begins there. Requires: the whole of it.
[[nodiscard]] Frame frame_of(std::string_view bytes);

void append_frame(std::string& to, FrameKind kind, std::uint8_t flags, std::uint32_t stream,
                  std::string_view payload);

/// The error codes of RFC 9113, 7, that a connection is ended with.
enum class ErrorCode : std::uint32_t {
  kNoError = 0x0,
  kProtocolError = 0x1,
  kFrameSizeError = 0x6,
  kCompressionError = 0x9,
  kEnhanceYourCalm = 0xb,
};

/// Why a connection is ended.
struct Violation {
  ErrorCode code;
  std::string reason;
};

inline constexpr std::uint32_t kAnyStream = 0x7fffffff;

/// A frame that tells a client so. `last_stream`: requests after it were not taken, and may be
/// tried elsewhere.
[[nodiscard]] std::string go_away(const Violation& violation,
                                  std::uint32_t last_stream = kAnyStream);

}  // namespace tango::serve::http2
