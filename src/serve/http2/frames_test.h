// Test support: frames of HTTP/2, as a client makes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tango::serve::http2 {

inline const std::string kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum : std::uint8_t {
  kDataFrame = 0,
  kHeadersFrame = 1,
  kResetFrame = 3,
  kSettingsFrame = 4,
  kPingFrame = 6,
  kContinuationFrame = 9
};
enum : std::uint8_t {
  kNoFlag = 0,
  kEndsStream = 1,
  kAcknowledgesFrame = 1,
  kEndsHeader = 4,
  kIsPadded = 8,
  kIsPrioritized = 0x20
};

inline std::string frame(std::uint8_t kind, std::uint8_t flags, std::uint32_t stream,
                         std::string_view payload) {
  std::string bytes;
  for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>(payload.size() >> shift);
  bytes += static_cast<char>(kind);
  bytes += static_cast<char>(flags);
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(stream >> shift);
  return bytes.append(payload);
}

/// As gRPC frames it; `size`: what it is said to be.
inline std::string message(std::string_view data, std::size_t size) {
  std::string bytes(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(size >> shift);
  return bytes.append(data);
}
inline std::string message(std::string_view data) { return message(data, data.size()); }

}  // namespace tango::serve::http2
