// What a client of HTTP/2 sends, looked at before gRPC reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "serve/http2/frame.h"

namespace tango::serve::http2 {

/// Stands in the place of a message that is too long: no protobuf message begins so.
inline constexpr std::string_view kTooLong = "\xff";

/// Splits what one client sends into frames, and lets pass what keeps within limits: a header once
/// it is whole; of a message (gRPC's: a byte, its length in 4, and itself) that is too long,
/// kTooLong as soon as its length is known. gRPC 1.51 itself reads such a message to its end, and
/// such a header over and over again (CVE-2023-33953).
class ClientFrames {
 public:
  struct Limits {
    std::size_t header_bytes;  ///< Of one header, compressed.
    std::size_t message_bytes;
  };
  static constexpr std::size_t kLargestFrame = std::size_t{1} << 14U;  ///< Its payload.

  explicit ClientFrames(const Limits& limits) : limits_(limits) {}

  /// Appends to `passed` what gRPC may have of all bytes so far. After a violation, what comes is
  /// not looked at any more.
  [[nodiscard]] std::optional<Violation> take(std::string_view bytes, std::string& passed);

  /// Whether the client has said that this is HTTP/2.
  [[nodiscard]] bool has_begun() const { return has_begun_; }

  /// The server has settings of its own to be acknowledged, before those that gRPC sends: the next
  /// acknowledgement does not pass.
  void expect_acknowledgement() { expects_acknowledgement_ = true; }

  /// Requests that the client has begun or taken back since this was last asked, less those whose
  /// message came whole.
  [[nodiscard]] int requests_in_vain() { return std::exchange(in_vain_, 0); }

 private:
  /// A request that has not ended, between two messages or in one.
  struct Stream {
    std::string prefix;        // of a message, as far as it has come: withheld until it is whole
    std::size_t left = 0;      // bytes of the message that are still to come
    bool has_message = false;  // or the beginning of one
    bool is_in_vain = true;    // so far: no message has come whole
  };
  using Streams = std::map<std::uint32_t, Stream>;

  [[nodiscard]] std::optional<Violation> take(const Frame& frame, std::string& passed);
  [[nodiscard]] std::optional<Violation> take_header(const Frame& frame, std::string& passed);
  void take_data(const Frame& frame, std::string& passed);
  void replace(Streams::iterator stream, std::string_view data, std::size_t at,
               std::string& passed);
  void end(Streams::iterator stream, std::string& passed);
  void begin(std::uint32_t stream, std::string& passed);

  const Limits limits_;
  bool has_begun_ = false;
  bool expects_acknowledgement_ = false;
  std::string unread_;
  Streams streams_;
  std::string header_;  // frames of one that is not whole
  std::size_t header_frames_ = 0;
  std::uint32_t header_of_ = 0;
  bool header_ends_stream_ = false;
  int in_vain_ = 0;
};

}  // namespace tango::serve::http2
