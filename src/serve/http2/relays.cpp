#include "serve/http2/relays.h"

#include <list>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/short_slices.h"
#include "serve/http/listener.h"

namespace tango::serve::http2 {
namespace {

// Of all connections.
constexpr double kRequestsInVain = 1000;
constexpr double kRequestsInVainASecond = 500;

}  // namespace

/// All but the constructor and what is public runs on its thread.
class Relays::Impl {
 public:
  Impl(const http::ServerOptions& options, Take take, Gate gate,
       std::function<void(service::TimePoint now)> tick)
      : files_(options.tls),
        tls_(http::make_tls_context(files_, true)),
        support_{.limits = options.limits,
                 .take = std::move(take),
                 .gate = std::move(gate),
                 .patience = Store(kRequestsInVain, kRequestsInVainASecond)},
        tick_(std::move(tick)),
        listener_(
            io_, options.address, options.port,
            [this] { return relays_.size() < support_.limits.connections; },
            [this](http::Stream::Socket&& client) { start(std::move(client)); }),
        timer_(io_) {
    listener_.accept();
    wait();
    thread_ = std::thread([this] {
      const base::ShortSlices slices;
      io_.run();
    });
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

  void reload_tls() {
    boost::asio::post(io_, [this, fresh = http::make_tls_context(files_, true)] { tls_ = fresh; });
  }

  void close() {
    boost::asio::post(io_, [this] {
      listener_.close();
      for (const std::weak_ptr<Relay>& one : relays_) {
        if (const std::shared_ptr<Relay> relay = one.lock()) relay->dismiss("the server stops");
      }
    });
  }

  void stop(service::TimePoint until) {
    if (!thread_.joinable()) return;
    boost::asio::post(io_, [this, until] {
      listener_.close();
      close_at_ = until;
      stopping_ = true;
      timer_.cancel();
    });
    thread_.join();
  }

 private:
  void start(http::Stream::Socket&& client) {
    const auto relay = std::make_shared<Relay>(std::move(client), tls_, support_);
    relays_.push_back(relay);
    relay->start();
  }

  void wait() {
    timer_.expires_after(std::chrono::milliseconds(stopping_ ? 20 : 500));
    timer_.async_wait([this](const boost::system::error_code& /*failure*/) {
      const service::TimePoint now = service::Clock::now();
      tick_(now);
      relays_.remove_if([&](const std::weak_ptr<Relay>& one) {
        const std::shared_ptr<Relay> relay = one.lock();
        if (relay == nullptr) return true;
        if (stopping_ && (now >= close_at_ || !relay->has_begun())) relay->close();
        relay->check_time(now);
        return relay->is_closed();
      });
      if (stopping_ && relays_.empty()) return;  // nothing is left to do: run() returns
      listener_.accept();
      wait();
    });
  }

  const http::TlsFiles files_;
  http::TlsContext tls_;
  RelaySupport support_;
  const std::function<void(service::TimePoint now)> tick_;
  boost::asio::io_context io_{1};
  http::Listener listener_;
  boost::asio::steady_timer timer_;
  std::list<std::weak_ptr<Relay>> relays_;
  service::TimePoint close_at_ = service::kNever;
  bool stopping_ = false;
  std::thread thread_;
};

Relays::Relays(const http::ServerOptions& options, Take take, Gate gate,
               std::function<void(service::TimePoint now)> tick)
    : impl_(std::make_unique<Impl>(options, std::move(take), std::move(gate), std::move(tick))) {}

// NOLINTNEXTLINE(bugprone-exception-escape): without memory for the word to stop, the program ends
Relays::~Relays() { stop(service::TimePoint::min()); }

std::uint16_t Relays::port() const { return impl_->port(); }
void Relays::reload_tls() { impl_->reload_tls(); }
void Relays::close() { impl_->close(); }
void Relays::stop(service::TimePoint until) { impl_->stop(until); }

}  // namespace tango::serve::http2
