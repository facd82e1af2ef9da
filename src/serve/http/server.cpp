#include "serve/http/server.h"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/short_slices.h"
#include "serve/http/listener.h"
#include "serve/http/session.h"

namespace tango::serve::http {
namespace asio = boost::asio;

/// All but the constructor and what is public runs on its thread.
class Server::Impl {
 public:
  Impl(const ServerOptions& options, const Router& router)
      : files_(options.tls),
        tls_(make_tls_context(files_)),
        certificate_end_(end_of(tls_)),
        limits_(options.limits),
        router_(router),
        listener_(
            io_, options.address, options.port,
            [this] { return sessions_.size() < limits_.connections; },
            [this](asio::ip::tcp::socket&& connection) { start(std::move(connection)); }),
        sweep_(io_) {
    listener_.accept();
    sweep();
    thread_ = std::thread([this] {
      const base::ShortSlices slices;
      io_.run();
    });
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
  [[nodiscard]] std::size_t connections() const { return connections_; }
  void post(std::function<void()> work) { asio::post(io_, std::move(work)); }

  void reload_tls() {
    TlsContext fresh = make_tls_context(files_);
    certificate_end_ = end_of(fresh);
    post([this, fresh = std::move(fresh)] { tls_ = fresh; });
  }
  [[nodiscard]] std::optional<std::chrono::sys_seconds> end_of_certificate() const {
    const std::chrono::sys_seconds end = certificate_end_;
    return end == kNoEnd ? std::nullopt : std::optional(end);
  }

  void stop(service::TimePoint until) {
    if (!thread_.joinable()) return;
    asio::post(io_, [this, until] {
      close_at_ = until;
      stopping_ = true;
      listener_.close();
      for_each([](Session& session) { session.drain(); });
      tidy();
      sweep_.cancel();
    });
    thread_.join();
    large_.stop();
    large_.join();
  }

 private:
  static constexpr std::chrono::sys_seconds kNoEnd = std::chrono::sys_seconds::max();
  static std::chrono::sys_seconds end_of(const TlsContext& context) {
    return http::end_of_certificate(context).value_or(kNoEnd);
  }

  void start(asio::ip::tcp::socket&& connection) {
    const auto session =
        std::make_shared<Session>(std::move(connection), tls_, limits_, router_, large_);
    sessions_.push_back(session);
    connections_ = sessions_.size();
    session->start();
  }

  /// Twice a second: closes what has taken too long, and forgets what was closed.
  void sweep() {
    sweep_.expires_after(std::chrono::milliseconds(stopping_ ? 20 : 500));
    sweep_.async_wait([this](const boost::system::error_code& /*failure*/) {
      const service::TimePoint now = service::Clock::now();
      for_each([now](Session& session) { session.check_time(now); });
      tidy();
      if (stopping_ && now >= close_at_) for_each([](Session& session) { session.close(); });
      if (stopping_ && sessions_.empty()) return;  // nothing is left to do: run() returns
      listener_.accept();
      sweep();
    });
  }

  template <typename Visit>
  void for_each(Visit visit) {
    for (const std::weak_ptr<Session>& one : sessions_) {
      if (const std::shared_ptr<Session> session = one.lock()) visit(*session);
    }
  }

  void tidy() {
    sessions_.remove_if([](const std::weak_ptr<Session>& one) {
      const std::shared_ptr<Session> session = one.lock();
      return session == nullptr || session->is_closed();
    });
    connections_ = sessions_.size();
  }

  const TlsFiles files_;
  TlsContext tls_;
  std::atomic<std::chrono::sys_seconds> certificate_end_;
  Limits limits_;
  const Router& router_;
  asio::io_context io_{1};
  Listener listener_;
  asio::steady_timer sweep_;
  asio::thread_pool large_{1};
  std::list<std::weak_ptr<Session>> sessions_;
  std::atomic<std::size_t> connections_ = 0;
  service::TimePoint close_at_ = service::kNever;
  bool stopping_ = false;
  std::thread thread_;
};

Server::Server(const ServerOptions& options, const Router& router)
    : impl_(std::make_unique<Impl>(options, router)) {}

// NOLINTNEXTLINE(bugprone-exception-escape): without memory for the word to stop, the program ends
Server::~Server() { stop(service::TimePoint::min()); }

std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::post(std::function<void()> work) { impl_->post(std::move(work)); }
void Server::reload_tls() { impl_->reload_tls(); }
std::optional<std::chrono::sys_seconds> Server::end_of_certificate() const {
  return impl_->end_of_certificate();
}
void Server::stop(service::TimePoint until) { impl_->stop(until); }

}  // namespace tango::serve::http
