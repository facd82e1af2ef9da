// Any bytes in pieces of any size give a request that routes can have and whose end is beyond
// doubt, a failure of the parser, or a refusal.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <boost/asio/buffer.hpp>

#include "serve/http/framing.h"
#include "serve/http/request_of.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace http = boost::beast::http;
  if (size == 0) return 0;
  const std::size_t piece = 1 + data[0];  // of which the parser is given one more at a time
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  parser.header_limit(2048);
  parser.body_limit(4096);
  std::size_t read = 0;
  std::size_t given = 0;
  while (!parser.is_done() && given < size) {
    given = std::min(size, given + piece);
    boost::system::error_code failure;
    read += parser.put(boost::asio::buffer(data + read, given - read), failure);
    if (failure == http::error::need_more) continue;
    if (failure) return 0;
  }
  if (!parser.is_done()) return 0;
  const auto& header = parser.get();
  if (tango::serve::http::refusal_of(header)) return 0;
  const auto codings = header.count(http::field::transfer_encoding);
  const bool has_length = header.count(http::field::content_length) > 0;
  const bool is_new = header.version() == 11;
  if (codings > (is_new && !has_length ? 1 : 0)) std::abort();
  if (is_new && header.count(http::field::host) != 1) std::abort();
  const tango::serve::http::Request request = tango::serve::http::request_of(parser.release());
  if (request.path.find('?') != std::string::npos || request.body.size() > 4096) std::abort();
  return 0;
}
