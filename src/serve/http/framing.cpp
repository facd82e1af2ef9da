#include "serve/http/framing.h"

#include "serve/failure.h"

namespace tango::serve::http {

std::optional<Response> refusal_of(const boost::beast::http::request_header<>& header) {
  using boost::beast::http::field;
  const auto hosts = header.count(field::host);
  if (hosts > 1 || (hosts == 0 && header.version() >= 11)) {
    return failure(400, "a request of HTTP/1.1 has one Host header");
  }
  const auto codings = header.count(field::transfer_encoding);
  if (codings > 0 && header.version() < 11) {
    return failure(400, "a request of HTTP/1.0 has no Transfer-Encoding; send HTTP/1.1");
  }
  if (codings > 1 ||
      (codings == 1 && !boost::beast::iequals(header[field::transfer_encoding], "chunked"))) {
    return failure(501, "the only Transfer-Encoding that is understood here is chunked");
  }
  const auto length = header.find(field::content_length);
  if (header.count(field::content_length) > 1 ||
      (length != header.end() && length->value().find(',') != std::string_view::npos)) {
    return failure(400, "a request has one Content-Length");
  }
  return std::nullopt;
}

}  // namespace tango::serve::http
