// One connection of HTTP/2.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "serve/http/limits.h"
#include "serve/http/stream.h"
#include "serve/http2/client_frames.h"
#include "serve/http2/entrance.h"
#include "serve/http2/gate.h"
#include "serve/http2/patience.h"
#include "serve/http2/server_frames.h"
#include "service/task.h"

namespace tango::serve::http2 {

/// Called with a descriptor, which does not block and is the callee's: bytes in clear of a
/// connection that has begun as one of HTTP/2.
using Take = std::function<void(int descriptor)>;

/// What the connections of a server share.
struct RelaySupport {
  http::Limits limits;
  Take take;
  Gate gate;       ///< nullptr: all are let in, without waiting for a request.
  Store patience;  ///< With requests in vain.
};

/// Passes on what a client sends, as ClientFrames has it, and what comes back. Used by one thread.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  /// `support` outlives it.
  Relay(http::Stream::Socket&& client, http::TlsContext tls, RelaySupport& support);

  void start();

  /// Closes the connection if it takes too long to begin or to end.
  void check_time(service::TimePoint now);

  /// Ends a connection that the server doesn't know of, so that its client goes elsewhere.
  void dismiss(const std::string& reason);

  void close();
  [[nodiscard]] bool is_closed() const { return phase_ == Phase::kClosed; }

  /// Whether the server knows of it, or it is ending.
  [[nodiscard]] bool has_begun() const { return phase_ > Phase::kWaiting; }

 private:
  enum class Phase { kBeginning, kWaiting, kOpen, kEnding, kClosed };  // kWaiting: to be let in
  using Failure = boost::system::error_code;

  void wait_until_at_most(service::Duration time);
  void read_client();
  void client_read(const Failure& failure, std::size_t bytes);
  void wait_at_entrance();
  void look();
  void open();
  void pass_on();
  void go_on();
  void read_server();
  void tell_client(std::string_view frames, void (Relay::*next)());
  void write_client(void (Relay::*next)());
  void end_server_side();
  void say_goodbye();
  void linger();

  http::Stream client_;
  boost::asio::local::stream_protocol::socket server_;
  RelaySupport& support_;
  const http::Limits& limits_;
  ClientFrames frames_;
  std::optional<Entrance> entrance_;
  ServerFrames answers_;
  std::vector<char> from_client_;  // not in its own memory, which weak pointers hold
  std::vector<char> from_server_;
  std::string passed_;     // or kept until it may
  std::string to_client_;  // being written
  Store patience_;
  boost::asio::steady_timer pause_;
  std::string goodbye_;  // to be told after the last whole frame
  Phase phase_ = Phase::kBeginning;
  service::TimePoint until_ = service::kNever;
  bool reading_ = false;  // the client
};

}  // namespace tango::serve::http2
