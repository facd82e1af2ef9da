#include "serve/http/framing.h"

#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <gtest/gtest.h>

namespace tango::serve::http {
namespace {

/// The status of the refusal of a request with these fields; 0: it may be read on.
int refused_with(const std::string& version, const std::string& fields) {
  boost::beast::http::request_parser<boost::beast::http::string_body> parser;
  boost::system::error_code failure;
  const std::string bytes = "POST / HTTP/" + version + "\r\n" + fields + "\r\n";
  parser.put(boost::asio::buffer(bytes), failure);
  EXPECT_FALSE(failure) << failure.message() << '\n' << bytes;
  const std::optional<Response> refusal = refusal_of(parser.get());
  return refusal ? refusal->status : 0;
}

TEST(HttpFraming, ARequestHasOneHost) {
  EXPECT_EQ(refused_with("1.1", "Host: a\r\n"), 0);
  EXPECT_EQ(refused_with("1.1", "Content-Length: 0\r\n"), 400);
  EXPECT_EQ(refused_with("1.1", "Host: a\r\nhost: a\r\n"), 400);
  EXPECT_EQ(refused_with("1.0", "Content-Length: 0\r\n"), 0);
  EXPECT_EQ(refused_with("1.0", "Host: a\r\nHost: b\r\n"), 400);
}

TEST(HttpFraming, OnlyChunksAreUnderstood) {
  EXPECT_EQ(refused_with("1.1", "Host: a\r\nTransfer-Encoding: chunked\r\n"), 0);
  EXPECT_EQ(refused_with("1.1", "Host: a\r\ntransfer-encoding:  CHUNKED \r\n"), 0);
  for (const std::string coding :
       {"gzip", "identity", "gzip, chunked", "chunked, chunked", "chunked;q=1", "xchunked", ""}) {
    EXPECT_EQ(refused_with("1.1", "Host: a\r\nTransfer-Encoding: " + coding + "\r\n"), 501)
        << coding;
  }
  boost::beast::http::request_header<> twice;  // which this version of the parser refuses itself
  twice.insert(boost::beast::http::field::host, "a");
  for (int i = 0; i < 2; ++i) {
    twice.insert(boost::beast::http::field::transfer_encoding, "chunked");
  }
  const std::optional<Response> refusal = refusal_of(twice);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->status, 501);
}

TEST(HttpFraming, OldRequestsHaveNoTransferEncoding) {
  for (const std::string coding : {"chunked", "gzip", "identity"}) {
    const std::string field = "Transfer-Encoding: " + coding + "\r\n";
    EXPECT_EQ(refused_with("1.0", field), 400) << coding;
    EXPECT_EQ(refused_with("1.0", "Connection: keep-alive\r\n" + field), 400) << coding;
  }
}

}  // namespace
}  // namespace tango::serve::http
