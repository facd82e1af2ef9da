#include "serve/http/page_request.h"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

namespace tango::serve::http {
namespace {

/// Of "NAME:PORT", "[ADDRESS]:PORT" or either without a port.
std::string_view name_of(std::string_view host) {
  if (host.starts_with('[')) {
    host.remove_prefix(1);
    return host.substr(0, host.find(']'));
  }
  return host.substr(0, host.find(':'));
}

}  // namespace

bool is_loopback(std::string_view name) {
  if (boost::beast::iequals(name, "localhost")) return true;
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(name, failure);
  return !failure && address.is_loopback();
}

std::string_view sign_of_page(const Headers& headers) {
  const std::string_view host = find_header(headers, "host");
  const std::string_view site = find_header(headers, "sec-fetch-site");
  if (!find_header(headers, "origin").empty()) return "it has the header \"Origin\"";
  if (!site.empty() && site != "none") return "it has the header \"Sec-Fetch-Site\"";
  if (!host.empty() && !is_loopback(name_of(host))) {
    return "its \"Host\" is neither localhost nor a loopback address";
  }
  return {};
}

}  // namespace tango::serve::http
