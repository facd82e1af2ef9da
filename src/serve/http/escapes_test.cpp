#include "serve/http/escapes.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::serve::http {
namespace {

TEST(Escapes, AreDecodedInASegment) {
  EXPECT_EQ(decode_segment(""), "");
  EXPECT_EQ(decode_segment("plain+name"), "plain+name");
  EXPECT_EQ(decode_segment("my%20model"), "my model");
  EXPECT_EQ(decode_segment("%e4%BD%a0%2e%25"), "\xE4\xBD\xA0.%");
}

TEST(Escapes, ThatNoNameHasAreRefused) {
  for (const char* segment :
       {"%", "a%2", "%zz", "%+1", "% 1", "%-1", "%0x", "%00", "a%2Fb", "%2f"}) {
    base::expect_error(ErrorCode::kNotFound, {"two hexadecimal digits"},
                       [&] { (void)decode_segment(segment); });
  }
}

TEST(Escapes, AreDecodedInAQuery) {
  EXPECT_EQ(query_value("", "model"), "");
  EXPECT_EQ(query_value("models=a&model", "model"), "");
  EXPECT_EQ(query_value("x=1&model=my%20model&model=b", "model"), "my model");
  EXPECT_EQ(query_value("model=my+mo%2Bdel", "model"), "my mo+del");
  EXPECT_THROW((void)query_value("model=%2F", "model"), Error);
}

}  // namespace
}  // namespace tango::serve::http
