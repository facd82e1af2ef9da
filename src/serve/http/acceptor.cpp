#include "serve/http/acceptor.h"

#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include "serve/http/listener.h"

namespace tango::serve::http {
namespace {

/// A connection that was given away. Whether it lives shows in its descriptor: closed, or another
/// file's.
struct GivenAway {
  int descriptor;
  ino_t inode;

  static ino_t inode_of(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? status.st_ino : 0;
  }
  [[nodiscard]] bool is_closed() const { return inode_of(descriptor) != inode; }
};

}  // namespace

/// All but the constructor and what is public runs on its thread.
class Acceptor::Impl {
 public:
  Impl(const std::string& address, std::uint16_t port, std::size_t connections, Take take,
       std::function<void(service::TimePoint now)> tick)
      : most_(connections),
        take_(std::move(take)),
        tick_(std::move(tick)),
        listener_(
            io_, address, port, [this] { return has_room(); },
            [this](boost::asio::ip::tcp::socket&& connection) { give(std::move(connection)); }),
        timer_(io_) {
    listener_.accept();
    wait();
    thread_ = std::thread([this] { io_.run(); });
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

  void close() {
    boost::asio::post(io_, [this] { listener_.close(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    io_.stop();
    thread_.join();
  }

 private:
  [[nodiscard]] bool has_room() {
    if (given_.size() < most_) return true;
    std::erase_if(given_, [](const GivenAway& one) { return one.is_closed(); });
    return given_.size() < most_;
  }

  void give(boost::asio::ip::tcp::socket&& connection) {
    boost::system::error_code failed;
    connection.set_option(boost::asio::ip::tcp::no_delay(true), failed);
    const int descriptor = connection.release(failed);
    // Asio leaves it blocking, and inherited by other programs.
    if (failed || ::fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0 ||
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
      return;
    }
    given_.push_back({descriptor, GivenAway::inode_of(descriptor)});
    take_(descriptor);
  }

  void wait() {
    timer_.expires_after(std::chrono::milliseconds(500));
    timer_.async_wait([this](const boost::system::error_code& /*failure*/) {
      tick_(service::Clock::now());
      listener_.accept();
      wait();
    });
  }

  std::size_t most_;
  Take take_;
  std::function<void(service::TimePoint now)> tick_;
  boost::asio::io_context io_{1};
  Listener listener_;
  boost::asio::steady_timer timer_;
  std::vector<GivenAway> given_;
  std::thread thread_;
};

Acceptor::Acceptor(const std::string& address, std::uint16_t port, std::size_t connections,
                   Take take, std::function<void(service::TimePoint now)> tick)
    : impl_(std::make_unique<Impl>(address, port, connections, std::move(take), std::move(tick))) {}

Acceptor::~Acceptor() { stop(); }

std::uint16_t Acceptor::port() const { return impl_->port(); }
void Acceptor::close() { impl_->close(); }
void Acceptor::stop() { impl_->stop(); }

}  // namespace tango::serve::http
