// Headers that leave a doubt where their request ends.
#pragma once

#include <optional>

#include <boost/beast/http/message.hpp>

#include "serve/http/message.h"

namespace tango::serve::http {

/// What a header is answered with that Beast's parser lets pass though RFC 9112 has it refused:
/// proxies and servers that read it differently disagree where the next request begins.
[[nodiscard]] std::optional<Response> refusal_of(
    const boost::beast::http::request_header<>& header);

}  // namespace tango::serve::http
