// Binds a listener to its address.
#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace tango::serve::http {

/// Throws kIo that says where and why it can't listen.
void listen(boost::asio::ip::tcp::acceptor& acceptor, const std::string& address,
            std::uint16_t port);

}  // namespace tango::serve::http
