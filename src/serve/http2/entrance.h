// What happens on a connection before the server knows of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "serve/http2/frame.h"
#include "serve/http2/gate.h"

namespace tango::serve::http2 {

/// Streams that a connection may have at a time.
inline constexpr std::uint32_t kStreams = 1024;
/// Headers may be larger than clients are told by this factor: gRPC refuses such calls one by one.
inline constexpr std::size_t kHeaderShare = 2;

/// Keeps what a client sends until its first request, of which a gate decides. Clients wait for the
/// server's settings before they ask for something, and for an answer to a ping: they get both
/// here.
class Entrance {
 public:
  enum class Decision : std::uint8_t {
    kNone,   ///< So far.
    kLetIn,  ///< The server may have what is kept.
    kEnd,    ///< The client has been told why in the answer.
  };
  static constexpr std::size_t kMostKept = 4096;  ///< Bytes before the first request.
  static constexpr int kMostPings = 100;          ///< As many.

  /// `gate` outlives it. `header_bytes`: what clients are told that a header may have.
  Entrance(const Gate& gate, std::size_t header_bytes);

  /// `kept`: all that ClientFrames let pass, from the preface on; pings are taken out of it.
  [[nodiscard]] Decision look(std::string& kept);

  /// Whole frames for the client since this was last asked.
  [[nodiscard]] std::string take_answer() { return std::exchange(answer_, {}); }

  /// How many of the client's settings are acknowledged, which the server will do again.
  [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }

 private:
  [[nodiscard]] static bool is_ping(const Frame& frame);
  [[nodiscard]] Decision decide(std::string_view frames);
  void refuse(const Refusal& refusal, std::uint32_t stream);
  [[nodiscard]] Decision end(const Violation& violation);

  const Gate& gate_;
  const std::size_t header_bytes_;
  std::size_t seen_;  // of what is kept
  int pings_ = 0;
  std::size_t acknowledged_ = 0;
  std::string answer_;
};

}  // namespace tango::serve::http2
