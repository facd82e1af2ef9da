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
  if (now < until_) return;
  has_begun() ? close() : dismiss("idle");
}

void Relay::dismiss(const std::string& reason) {
  if (has_begun()) return;
  if (phase_ != Phase::kWaiting || !reading_) return close();
  goodbye_ = go_away({ErrorCode::kNoError, reason}, 0);
  say_goodbye();
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
  if (phase_ == Phase::kOpen) return pass_on();
  if (!frames_.has_begun()) return read_client();
  if (!support_.gate) return open();
  if (!entrance_) wait_at_entrance();
  look();
}

void Relay::wait_at_entrance() {
  phase_ = Phase::kWaiting;
  wait_until_at_most(limits_.idle);
  entrance_.emplace(support_.gate, limits_.header_bytes);
  frames_.expect_acknowledgement();
}

void Relay::look() {
  void (Relay::*next)() = &Relay::read_client;
  switch (entrance_->look(passed_)) {
    case Entrance::Decision::kNone:
      break;
    case Entrance::Decision::kLetIn:
      next = &Relay::open;
      break;
    case Entrance::Decision::kEnd:
      phase_ = Phase::kEnding;
      next = &Relay::linger;
      break;
  }
  tell_client(entrance_->take_answer(), next);
}

void Relay::open() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
    goodbye_ = go_away({ErrorCode::kNoError, "no descriptor is left"}, 0);
    return say_goodbye();
  }
  server_.assign(asio::local::stream_protocol(), ends[0]);
  phase_ = Phase::kOpen;
  until_ = service::kNever;
  if (entrance_) answers_.leave_out_acknowledgements(entrance_->acknowledged());
  support_.take(ends[1]);
  read_server();
  pass_on();
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
  server_.async_read_some(
      asio::buffer(from_server_),
      [self = shared_from_this()](const Failure& failure, std::size_t bytes) {
        if (self->is_closed()) return;
        if (failure) return self->say_goodbye();
        self->tell_client({self->from_server_.data(), bytes}, &Relay::read_server);
      });
}

void Relay::tell_client(std::string_view frames, void (Relay::*next)()) {
  answers_.take(frames, to_client_);
  write_client(next);
}

void Relay::write_client(void (Relay::*next)()) {
  if (to_client_.empty()) return (this->*next)();
  const service::TimePoint until = until_;  // of what it waits for besides
  wait_until_at_most(limits_.body);
  asio::async_write(
      client_, asio::buffer(to_client_),
      [self = shared_from_this(), next, until](const Failure& failure, std::size_t /*bytes*/) {
        if (self->is_closed()) return;
        self->until_ = until;
        self->to_client_.clear();
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
  if (!answers_.has_begun()) to_client_ += kNoSettings;
  to_client_ += goodbye_;
  write_client(&Relay::linger);
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
