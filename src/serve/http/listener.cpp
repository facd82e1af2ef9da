#include "serve/http/listener.h"

#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve::http {

using boost::asio::ip::tcp;

Listener::Listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port,
                   HasRoom has_room, Take take)
    : has_room_(std::move(has_room)), take_(std::move(take)), acceptor_(io) {
  boost::system::error_code no_address;
  const boost::asio::ip::address parsed = boost::asio::ip::make_address(address, no_address);
  if (no_address) {
    throw Error(ErrorCode::kUsage,
                fmt::format("\"{}\" is no IP address: write 127.0.0.1 or ::1 to be reached from "
                            "this machine alone, 0.0.0.0 or :: from others, too",
                            address),
                {"address"});
  }
  try {
    const tcp::endpoint where(parsed, port);
    acceptor_.open(where.protocol());
    acceptor_.set_option(boost::asio::socket_base::reuse_address(true));
    acceptor_.bind(where);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    throw Error(ErrorCode::kIo, fmt::format("can't listen on {}, port {}: {}", address, port,
                                            error.code().message()));
  }
}

void Listener::accept() {
  if (accepting_ || !acceptor_.is_open() || !has_room_()) return;
  accepting_ = true;
  acceptor_.async_accept([this](const boost::system::error_code& failure, tcp::socket connection) {
    accepting_ = false;
    if (failure || !acceptor_.is_open()) return;
    take_(std::move(connection));
    accept();
  });
}

void Listener::close() {
  boost::system::error_code ignored;
  acceptor_.cancel(ignored);
  acceptor_.non_blocking(true, ignored);
  while (acceptor_.is_open() && has_room_()) {
    boost::system::error_code failure;
    tcp::socket connection = acceptor_.accept(failure);
    if (failure) break;
    take_(std::move(connection));
  }
  acceptor_.close(ignored);
}

}  // namespace tango::serve::http
