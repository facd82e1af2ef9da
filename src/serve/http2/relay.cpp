#include "serve/http2/relay.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace tango::serve::http2 {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadBytes = std::size_t{16} << 10U;
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::milliseconds kPause{20};
constexpr double kInVainOfOne = 50;  // of a connection, and as many more each second
// Of headers that are too long, gRPC tells the client of those that are not much too long.
constexpr std::size_t kHeaderShare = 2;
constexpr std::string_view kNoSettings("\0\0\0\4\0\0\0\0\0", 9);  // the frame that comes first

}  // namespace

Relay::Relay(http::Stream::Socket&& client, http::TlsContext tls, RelaySupport& support)
    : client_(std::move(client), std::move(tls)),
      server_(client_.get_executor()),
      support_(support),
      limits_(support.limits),
      frames_({.header_bytes = kHeaderShare * limits_.header_bytes,
               .message_bytes = limits_.body_bytes}),
      from_client_(kReadBytes),
      from_server_(kReadBytes),
      patience_(kInVainOfOne, kInVainOfOne),
      pause_(client_.get_executor()) {
  Failure ignored;
  client_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Relay::start() {
  wait_until_at_most(limits_.header);
  if (!client_.has_tls()) return read_client();
  client_.async_handshake([self = shared_from_this()](const Failure& failure) {
    if (self->is_closed()) return;
    failure ? self->close() : self->read_client();
  });
}

void Relay::wait_until_at_most(service::Duration time) { until_ = service::Clock::now() + time; }

void Relay::check_time(service::TimePoint now) {
  if (now >= until_) close();
}

void Relay::close() {
  if (is_closed()) return;
  phase_ = Phase::kClosed;
  Failure ignored;
  client_.socket().shutdown(http::Stream::Socket::shutdown_both, ignored);
  client_.socket().close(ignored);
  server_.close(ignored);
  pause_.cancel();
}

void Relay::read_client() {
  reading_ = true;
  client_.async_read_some(asio::buffer(from_client_),
                          [self = shared_from_this()](const Failure& failure, std::size_t bytes) {
                            self->reading_ = false;
                            if (!self->is_closed()) self->client_read(failure, bytes);
                          });
}

void Relay::client_read(const Failure& failure, std::size_t bytes) {
  if (phase_ == Phase::kEnding) return failure ? close() : read_client();
  if (failure) return end_server_side();
  if (const auto violation = frames_.take({from_client_.data(), bytes}, passed_)) {
    if (frames_.has_begun()) goodbye_ = go_away(*violation);
    return end_server_side();
  }
  if (phase_ == Phase::kBeginning && frames_.has_begun() && !open()) return close();
  pass_on();
}

bool Relay::open() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) return false;
  server_.assign(asio::local::stream_protocol(), ends[0]);
  phase_ = Phase::kOpen;
  until_ = service::kNever;
  support_.take(ends[1]);
  read_server();
  return true;
}

void Relay::pass_on() {
  const int in_vain = frames_.requests_in_vain();
  const service::TimePoint now = service::Clock::now();
  patience_.take(in_vain, now);
  support_.patience.take(in_vain, now);
  if (passed_.empty()) return go_on();
  asio::async_write(server_, asio::buffer(passed_),
                    [self = shared_from_this()](const Failure& failure, std::size_t /*bytes*/) {
                      if (failure || self->phase_ != Phase::kOpen) return;
                      self->passed_.clear();
                      self->go_on();
                    });
}

/// Who floods the server is read from as slowly as it can bear.
void Relay::go_on() {
  const service::TimePoint now = service::Clock::now();
  if (!patience_.is_empty(now) || !support_.patience.is_empty(now)) return read_client();
  pause_.expires_after(kPause);
  pause_.async_wait([self = shared_from_this()](const Failure& /*failure*/) {
    if (self->phase_ == Phase::kOpen) self->go_on();
  });
}

void Relay::read_server() {
  server_.async_read_some(asio::buffer(from_server_),
                          [self = shared_from_this()](const Failure& failure, std::size_t bytes) {
                            if (self->is_closed()) return;
                            if (failure) return self->say_goodbye();
                            const std::string_view answers(self->from_server_.data(), bytes);
                            self->answers_.pass(answers);
                            self->write_client(answers, &Relay::read_server);
                          });
}

void Relay::write_client(std::string_view bytes, void (Relay::*next)()) {
  wait_until_at_most(limits_.body);
  asio::async_write(
      client_, asio::buffer(bytes),
      [self = shared_from_this(), next](const Failure& failure, std::size_t /*bytes*/) {
        if (self->is_closed()) return;
        self->until_ = service::kNever;
        failure ? self->close() : ((*self).*next)();
      });
}

/// The server then closes its side, too.
void Relay::end_server_side() {
  if (phase_ != Phase::kOpen) return say_goodbye();
  Failure ignored;
  server_.shutdown(asio::local::stream_protocol::socket::shutdown_send, ignored);
}

void Relay::say_goodbye() {
  phase_ = Phase::kEnding;
  if (goodbye_.empty() || !answers_.is_between()) return linger();
  if (!answers_.has_begun()) goodbye_.insert(0, kNoSettings);
  write_client(goodbye_, &Relay::linger);
}

/// Closing at once, while bytes still come, would reset the connection, and the client might lose
/// what it was told.
void Relay::linger() {
  wait_until_at_most(kLinger);
  Failure ignored;
  client_.socket().shutdown(http::Stream::Socket::shutdown_send, ignored);
  if (!reading_) read_client();
}

}  // namespace tango::serve::http2
