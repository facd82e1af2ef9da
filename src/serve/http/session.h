// One connection.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "serve/http/limits.h"
#include "serve/http/router.h"
#include "serve/http/stream.h"

namespace tango::serve::http {

/// Reads requests and writes their responses, one after the other. Used by one thread; but large
/// requests are handled on another.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// `limits`, `router` and `large`, whose threads handle large requests, outlive it.
  Session(Stream::Socket&& socket, TlsContext tls, const Limits& limits, const Router& router,
          boost::asio::thread_pool& large);

  void start();

  /// Closes the connection if it has been longer at what it does than it may.
  void check_time(service::TimePoint now);

  /// Closes the connection once it has no request, read or unread.
  void drain();

  void close();
  [[nodiscard]] bool is_closed() const { return phase_ == Phase::kClosed; }

 private:
  enum class Phase { kHandshake, kIdle, kHeader, kBody, kHandling, kWriting, kLingering, kClosed };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Message = boost::beast::http::response<boost::beast::http::string_body>;
  using Failure = boost::system::error_code;

  void enter(Phase phase, std::chrono::seconds at_most);
  void fail_handshake(const Failure& failure);
  void wait_for_request();
  void watch();
  void watched(const Failure& failure, std::size_t bytes);
  void end_watch();
  [[nodiscard]] bool has_come();
  [[nodiscard]] bool has_ended();
  [[nodiscard]] bool skips_to_nothing();
  void read_header();
  void go_on_with_body();
  void read_body();
  void handle();
  static void handle_apart(std::shared_ptr<Session>&& self, Exchange&& exchange);
  void refuse(const Failure& failure);
  void refuse(Response&& response);
  void linger();
  void discard();
  void discard_what_has_come();
  void write(Response&& response, bool keep_alive);
  void written(const Failure& failure);

  Stream stream_;
  const Limits& limits_;
  const Router& router_;
  boost::asio::thread_pool& large_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<boost::beast::http::request_header<>> header_;  // of chunks, without the trailer
  Message message_;
  std::shared_ptr<void> held_;              // of message_
  std::optional<std::stop_source> cancel_;  // of the request under way
  Phase phase_ = Phase::kIdle;
  service::TimePoint until_ = service::kNever;
  service::TimePoint linger_until_ = service::kNever;  // at the latest
  std::optional<boost::asio::steady_timer> pause_;     // while it lingers
  std::size_t discarded_ = 0;                          // bytes
  bool skipped_ = false;                               // an empty line, and nothing has come since
  bool watching_ = false;  // for what the client does meanwhile: its next request, or its end
  bool ended_ = false;     // the client sends nothing more
  bool draining_ = false;
  bool unread_ = false;  // the client may still send what is not wanted any more
  bool head_ = false;    // the response has no body
};

}  // namespace tango::serve::http
