#include "serve/http/page_request.h"

#include <gtest/gtest.h>

namespace tango::serve::http {
namespace {

TEST(SignOfPage, ProgramsOnThisMachineHaveNone) {
  for (const char* host :
       {"localhost", "LocalHost:8081", "127.0.0.1:8081", "127.1.2.3", "[::1]", "[::1]:8081", ""}) {
    EXPECT_EQ(sign_of_page({{"Host", host}}), "") << host;
  }
  EXPECT_EQ(sign_of_page({}), "") << "HTTP/1.0";
  EXPECT_EQ(sign_of_page({{"Host", "localhost"}, {"Sec-Fetch-Site", "none"}}), "") << "typed";
}

TEST(SignOfPage, APageIsKnownByWhatItsBrowserSends) {
  for (const char* origin : {"http://evil.example", "null", "http://localhost:3000"}) {
    EXPECT_NE(sign_of_page({{"Host", "localhost:8081"}, {"origin", origin}}), "") << origin;
  }
  for (const char* site : {"cross-site", "same-site", "same-origin"}) {
    EXPECT_NE(sign_of_page({{"Host", "localhost:8081"}, {"sec-fetch-site", site}}), "") << site;
  }
  for (const char* host : {"evil.example", "localhost.evil.example:8081", "127.0.0.1.evil.example",
                           "10.0.0.1:8081", "[::2]", "[evil]", ":8081"}) {
    EXPECT_NE(sign_of_page({{"Host", host}}), "") << host;
  }
}

}  // namespace
}  // namespace tango::serve::http
