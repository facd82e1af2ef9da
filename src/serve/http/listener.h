// A socket that listens.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tango::serve::http {

/// Not thread-safe: all but the constructor is called on the thread of its io_context, as are its
/// functions.
class Listener {
 public:
  using HasRoom = std::function<bool()>;
  using Take = std::function<void(boost::asio::ip::tcp::socket&& connection)>;

  /// `has_room`: whether one more connection may be accepted; else they wait. Throws kUsage
  /// where `address` is no IP address, and kIo that says where and why it can't listen.
  Listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port,
           HasRoom has_room, Take take);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Accepts as long as there is room. To be called again now and then: a failure, such as no
  /// descriptor left, ends it, too.
  void accept();
  void close();

 private:
  HasRoom has_room_;
  Take take_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  bool accepting_ = false;
};

}  // namespace tango::serve::http
