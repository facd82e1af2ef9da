// From Beast's message to a Request.
#pragma once

#include <algorithm>
#include <string_view>

#include <boost/beast/http.hpp>

#include "serve/http/message.h"

namespace tango::serve::http {

/// Without the query, and without the server's name, which a client may put before (RFC 9112,
/// "absolute-form").
inline std::string_view path_of(std::string_view target) {
  const std::size_t name = target.find("://");
  if (!target.starts_with('/') && name != std::string_view::npos) {
    target.remove_prefix(std::min(target.find_first_of("/?", name + 3), target.size()));
  }
  const std::string_view path = target.substr(0, target.find('?'));
  return path.empty() ? "/" : path;
}

inline std::string_view query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

/// Without the body. Of a header that did not come to its end: what has come.
inline Request request_of(const boost::beast::http::request_header<>& header) {
  Request request{.method = std::string(header.method_string()),
                  .path = std::string(header.target().empty() ? "" : path_of(header.target())),
                  .headers = {},
                  .body = {},
                  .query = std::string(query_of(header.target()))};
  for (const auto& field : header) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  return request;
}

inline Request request_of(boost::beast::http::request<boost::beast::http::string_body>&& message) {
  Request request = request_of(message.base());
  request.body = std::move(message.body());
  return request;
}

}  // namespace tango::serve::http
