#include "serve/http/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <poll.h>

#include "serve/failure.h"
#include "serve/http/framing.h"
#include "serve/http/request_of.h"

namespace tango::serve::http {
namespace beast = boost::beast;
namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kLargeBytes = 4096;  // of a body

// Of what still comes after a refusal: read slowly, since the thread has others to serve.
constexpr std::size_t kDiscardBytes = std::size_t{64} << 10U;  // at a time
constexpr std::chrono::milliseconds kDiscardPause{1};          // between those
constexpr std::size_t kMostDiscarded = std::size_t{64} << 20U;
constexpr std::chrono::seconds kLinger{2};  // without anything that comes

}  // namespace

Session::Session(Stream::Socket&& socket, TlsContext tls, const Limits& limits,
                 const Router& router, boost::asio::thread_pool& large)
    : stream_(std::move(socket), std::move(tls)),
      limits_(limits),
      router_(router),
      large_(large),
      buffer_(kReadBytes + limits.header_bytes) {
  Failure ignored;
  stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Session::start() {
  if (!stream_.has_tls()) return wait_for_request();
  enter(Phase::kHandshake, limits_.header);
  stream_.async_handshake([self = shared_from_this()](const Failure& failure) {
    if (self->phase_ != Phase::kHandshake) return;
    if (failure) return self->fail_handshake(failure);
    self->wait_for_request();
  });
}

/// A client that begins with a request, in clear, is told what is wrong in clear.
void Session::fail_handshake(const Failure& failure) {
  if (failure.category() != boost::asio::error::get_ssl_category() ||
      ERR_GET_REASON(static_cast<unsigned long>(failure.value())) != SSL_R_HTTP_REQUEST) {
    return close();
  }
  stream_.leave_tls();
  parser_.emplace();
  unread_ = true;
  refuse(serve::failure(400, "this port speaks TLS: write https:// instead of http://"));
}

void Session::enter(Phase phase, std::chrono::seconds at_most) {
  phase_ = phase;
  until_ =
      at_most == std::chrono::seconds::max() ? service::kNever : service::Clock::now() + at_most;
}

void Session::check_time(service::TimePoint now) {
  if (phase_ == Phase::kHandling && !watching_ && has_ended()) return close();
  if (now < until_ || phase_ == Phase::kClosed) return;
  if (phase_ == Phase::kHeader || phase_ == Phase::kBody) {
    until_ = service::kNever;
    return refuse(failure(408, "the request did not arrive in time"));
  }
  close();
}

void Session::drain() {
  draining_ = true;
  if (phase_ == Phase::kHandshake) close();
  if (phase_ == Phase::kIdle) end_watch();
  linger_until_ = std::min(linger_until_, service::Clock::now() + kLinger);
}

/// What was read meanwhile reaches watched() as such, and so is not lost.
void Session::end_watch() {
  Failure ignored;
  stream_.socket().cancel(ignored);
}

/// Whether there are bytes of a request that has not been read.
bool Session::has_come() {
  Failure ignored;
  return stream_.socket().available(ignored) > 0;
}

/// Whether the client sends nothing more, or is gone: also behind bytes that have not been read.
bool Session::has_ended() {
  pollfd watched{.fd = stream_.socket().native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&watched, 1, 0) > 0;
}

void Session::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  if (cancel_) cancel_->request_stop();
  Failure ignored;
  stream_.socket().shutdown(Stream::Socket::shutdown_both, ignored);
  stream_.socket().close(ignored);
}

void Session::wait_for_request() {
  if (ended_ && buffer_.size() == 0) return close();
  enter(Phase::kIdle, limits_.idle);
  if (buffer_.size() > 0 && !watching_) return read_header();
  if (!watching_) watch();
  if (draining_ || buffer_.size() > 0) end_watch();
}

/// Reads ahead: while a request is under way, that is how its client's end is noticed. Where there
/// is no room left for what comes, check_time() notices it.
void Session::watch() {
  const std::size_t room = std::min(kReadBytes, buffer_.max_size() - buffer_.size());
  if (room == 0) return;
  watching_ = true;
  stream_.async_read_some(buffer_.prepare(room),
                          [self = shared_from_this()](const Failure& failure, std::size_t bytes) {
                            self->watched(failure, bytes);
                          });
}

void Session::watched(const Failure& failure, std::size_t bytes) {
  watching_ = false;
  buffer_.commit(bytes);
  const bool was_cancelled = failure == boost::asio::error::operation_aborted;
  // A client may have closed its half and still wait for answers. Asio tells an end once only.
  if (failure && !was_cancelled) ended_ = true;
  if (phase_ == Phase::kIdle) {
    if (!failure || buffer_.size() > 0) return read_header();
    if (was_cancelled && has_come()) return watch();
    close();
  } else if (phase_ == Phase::kHandling) {
    failure ? close() : watch();
  }
}

/// RFC 9112, 2.2: one empty line before a request is ignored. Whether nothing has come but that.
bool Session::skips_to_nothing() {
  constexpr std::string_view kEmptyLine = "\r\n";
  if (std::exchange(skipped_, false)) return false;
  const std::string_view come(static_cast<const char*>(buffer_.cdata().data()), buffer_.size());
  if (!come.starts_with(kEmptyLine)) return false;
  buffer_.consume(kEmptyLine.size());
  return skipped_ = buffer_.size() == 0;
}

void Session::read_header() {
  if (skips_to_nothing()) return wait_for_request();
  enter(Phase::kHeader, limits_.header);
  header_.reset();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  parser_->body_limit(limits_.body_bytes);
  beast::http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const Failure& failure, std::size_t /*bytes*/) {
        if (self->phase_ != Phase::kHeader) return;
        if (failure) return self->refuse(failure);
        self->go_on_with_body();
      });
}

void Session::go_on_with_body() {
  const auto& header = parser_->get();
  if (std::optional<Response> refusal = refusal_of(header)) {
    unread_ = true;
    return refuse(*std::move(refusal));
  }
  if (!parser_->is_done() && !router_.admits(header.method_string(), path_of(header.target()),
                                             header[beast::http::field::authorization])) {
    parser_->get().keep_alive(false);  // the body stays unread
    unread_ = true;
    return handle();
  }
  // Beast adds a trailer's fields, which could say what a proxy did not let pass (RFC 9110, 6.5.1).
  if (parser_->chunked()) header_ = header;
  enter(Phase::kBody, limits_.body);
  if (!beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) {
    return read_body();
  }
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  boost::asio::async_write(
      stream_, boost::asio::buffer(kContinue),
      [self = shared_from_this()](const Failure& failure, std::size_t /*bytes*/) {
        if (self->phase_ != Phase::kBody) return;
        if (failure) return self->close();
        self->read_body();
      });
}

void Session::read_body() {
  if (parser_->is_done()) return handle();
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const Failure& failure, std::size_t /*bytes*/) {
        if (self->phase_ != Phase::kBody) return;
        if (failure) return self->refuse(failure);
        self->handle();
      });
}

void Session::handle() {
  enter(Phase::kHandling, std::chrono::seconds::max());
  auto message = parser_->release();
  if (header_) message.base() = *std::move(header_);
  const bool keep_alive = message.keep_alive();
  head_ = message.method() == beast::http::verb::head;
  message_.version(message.version());
  cancel_.emplace();
  Exchange exchange{.request = request_of(std::move(message)),
                    .received = service::Clock::now(),
                    .cancelled = cancel_->get_token(),
                    .respond = [self = shared_from_this(), keep_alive](Response&& response) {
                      boost::asio::dispatch(
                          self->stream_.get_executor(),
                          [self, keep_alive, response = std::move(response)]() mutable {
                            if (self->phase_ != Phase::kHandling) return;
                            self->write(std::move(response), keep_alive);
                          });
                    }};
  if (exchange.request.body.size() <= kLargeBytes) {
    router_.handle(std::move(exchange));
  } else {
    boost::asio::post(large_,
                      [self = shared_from_this(), exchange = std::move(exchange)]() mutable {
                        handle_apart(std::move(self), std::move(exchange));
                      });
  }
  if (phase_ == Phase::kHandling) watch();
}

/// What takes long to read holds up others of its kind only.
void Session::handle_apart(std::shared_ptr<Session>&& self, Exchange&& exchange) {
  {
    Exchange own = std::move(exchange);
    self->router_.handle(std::move(own));
  }
  const auto executor = self->stream_.get_executor();
  boost::asio::post(executor, [self = std::move(self)] {});  // it ends on its own thread
}

void Session::refuse(const Failure& failure) {
  using Error = beast::http::error;
  if (failure == Error::end_of_stream ||
      failure.category() == boost::asio::error::get_system_category() ||
      failure == boost::asio::error::eof) {
    return close();
  }
  unread_ = true;
  if (failure == Error::body_limit) {
    return refuse(serve::failure(413, fmt::format("the body has more than {} bytes; send several "
                                                  "requests",
                                                  limits_.body_bytes)));
  }
  if (failure == Error::header_limit) {
    return refuse(serve::failure(
        431, fmt::format("the header has more than {} bytes", limits_.header_bytes)));
  }
  if (failure == Error::buffer_overflow) {
    return refuse(
        serve::failure(400, "the body has a chunk whose extension or trailer is too long"));
  }
  refuse(serve::failure(400, fmt::format("this is not HTTP/1.1: {}", failure.message())));
}

void Session::refuse(Response&& response) {
  const beast::http::request_header<>& header = header_ ? *header_ : parser_->get();
  head_ = header.method() == beast::http::verb::head;
  router_.refuse({.request = request_of(header),
                  .received = service::Clock::now(),
                  .respond = [this](Response&& told) { write(std::move(told), false); }},
                 std::move(response));
}

void Session::write(Response&& response, bool keep_alive) {
  enter(Phase::kWriting, limits_.body);
  message_.clear();
  message_.result(static_cast<unsigned>(response.status));
  message_.set(beast::http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) message_.set(name, value);
  const bool is_last = draining_ && buffer_.size() == 0 && !has_come();
  message_.keep_alive(keep_alive && !is_last);
  message_.content_length(response.body.size());
  message_.body() = head_ ? std::string() : std::move(response.body);
  held_ = std::move(response.held);
  beast::http::async_write(
      stream_, message_,
      [self = shared_from_this()](const Failure& failure, std::size_t /*bytes*/) {
        self->written(failure);
      });
}

void Session::written(const Failure& failure) {
  std::string().swap(message_.body());  // an idle connection keeps no memory
  held_.reset();
  if (phase_ != Phase::kWriting) return;
  cancel_.reset();
  if (failure) return close();
  if (message_.keep_alive()) return wait_for_request();
  unread_ || has_come() ? linger() : close();
}

/// Closing at once, while bytes still come, would reset the connection, and the client might lose
/// the response. What comes is not decrypted.
void Session::linger() {
  phase_ = Phase::kLingering;
  linger_until_ = std::min(linger_until_, service::Clock::now() + limits_.body);
  Failure ignored;
  stream_.socket().shutdown(Stream::Socket::shutdown_send, ignored);
  stream_.socket().non_blocking(true, ignored);
  buffer_.clear();
  end_watch();
  pause_.emplace(stream_.get_executor());
  discard();
}

void Session::discard() {
  until_ = std::min(linger_until_, service::Clock::now() + kLinger);
  stream_.socket().async_wait(Stream::Socket::wait_read,
                              [self = shared_from_this()](const Failure& failure) {
                                if (self->phase_ != Phase::kLingering) return;
                                if (failure) return self->close();
                                self->discard_what_has_come();
                              });
}

void Session::discard_what_has_come() {
  std::array<char, kDiscardBytes> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  Failure failure;
  discarded_ += stream_.socket().read_some(boost::asio::buffer(bytes), failure);
  const bool is_over = failure && failure != boost::asio::error::would_block;
  if (is_over || discarded_ >= kMostDiscarded) return close();
  pause_->expires_after(kDiscardPause);
  pause_->async_wait([self = shared_from_this()](const Failure& /*failure*/) {
    if (self->phase_ == Phase::kLingering) self->discard();
  });
}

}  // namespace tango::serve::http
