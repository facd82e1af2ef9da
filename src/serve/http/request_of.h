// From Beast's message to a Request.
#pragma once

#include <string_view>

#include <boost/beast/http.hpp>

#include "serve/http/message.h"

namespace tango::serve::http {

/// Without the query.
inline std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

inline Request request_of(boost::beast::http::request<boost::beast::http::string_body>&& message) {
  Request request{.method = std::string(message.method_string()),
                  .path = std::string(path_of(message.target())),
                  .headers = {},
                  .body = std::move(message.body())};
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  return request;
}

}  // namespace tango::serve::http
