#include "serve/http/listen.h"

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve::http {

void listen(boost::asio::ip::tcp::acceptor& acceptor, const std::string& address,
            std::uint16_t port) {
  try {
    const boost::asio::ip::tcp::endpoint where(boost::asio::ip::make_address(address), port);
    acceptor.open(where.protocol());
    acceptor.set_option(boost::asio::socket_base::reuse_address(true));
    acceptor.bind(where);
    acceptor.listen();
  } catch (const boost::system::system_error& error) {
    throw Error(ErrorCode::kIo, fmt::format("can't listen on {}, port {}: {}", address, port,
                                            error.code().message()));
  }
}

}  // namespace tango::serve::http
